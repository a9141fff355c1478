package io.tickwire;

import io.tickwire.watch.IntentView;
import io.tickwire.watch.LoopObserver;
import java.util.List;

/** Several observers as one: each sees everything, in the order in which they were named. */
final class Observers implements LoopObserver {
    private final LoopObserver[] all;

    Observers(List<? extends LoopObserver> all) {
        this.all = all.toArray(LoopObserver[]::new);
    }

    @Override
    public void tickBegan(long number, long timeNanos) {
        for (LoopObserver each : all) {
            each.tickBegan(number, timeNanos);
        }
    }

    @Override
    public void sealed(IntentView intent) {
        for (LoopObserver each : all) {
            each.sealed(intent);
        }
    }

    @Override
    public void deliveryBegan(DeliveryPoint point) {
        for (LoopObserver each : all) {
            each.deliveryBegan(point);
        }
    }

    @Override
    public void delivered(IntentView intent, IoCompletion completion) {
        for (LoopObserver each : all) {
            each.delivered(intent, completion);
        }
    }

    @Override
    public void ended(IntentView intent) {
        for (LoopObserver each : all) {
            each.ended(intent);
        }
    }

    @Override
    public void freed(long ticket) {
        for (LoopObserver each : all) {
            each.freed(ticket);
        }
    }

    @Override
    public void fileSaved(Replacement replacement) {
        for (LoopObserver each : all) {
            each.fileSaved(replacement);
        }
    }

    @Override
    public void tickEnded(long number) {
        for (LoopObserver each : all) {
            each.tickEnded(number);
        }
    }

    @Override
    public void loopEnded() {
        for (LoopObserver each : all) {
            each.loopEnded();
        }
    }
}
