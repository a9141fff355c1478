package io.tickwire;

import io.tickwire.LoopError.Source;
import io.tickwire.watch.IntentView;
import io.tickwire.watch.LoopObserver;

/** Lets nothing that an observer throws into the loop: it goes to the error policy. */
final class GuardedObserver implements LoopObserver {
    private final LoopObserver observer;
    private final ErrorBox errors;

    GuardedObserver(LoopObserver observer, ErrorBox errors) {
        this.observer = observer;
        this.errors = errors;
    }

    @Override
    public void tickBegan(long number, long timeNanos) {
        try {
            observer.tickBegan(number, timeNanos);
        } catch (Throwable e) {
            errors.caught(Source.OBSERVER, null, e);
        }
    }

    @Override
    public void sealed(IntentView intent) {
        try {
            observer.sealed(intent);
        } catch (Throwable e) {
            errors.caught(Source.OBSERVER, null, e);
        }
    }

    @Override
    public void deliveryBegan(DeliveryPoint point) {
        try {
            observer.deliveryBegan(point);
        } catch (Throwable e) {
            errors.caught(Source.OBSERVER, null, e);
        }
    }

    @Override
    public void delivered(IntentView intent, IoCompletion completion) {
        try {
            observer.delivered(intent, completion);
        } catch (Throwable e) {
            errors.caught(Source.OBSERVER, null, e);
        }
    }

    @Override
    public void ended(IntentView intent) {
        try {
            observer.ended(intent);
        } catch (Throwable e) {
            errors.caught(Source.OBSERVER, null, e);
        }
    }

    @Override
    public void freed(long ticket) {
        try {
            observer.freed(ticket);
        } catch (Throwable e) {
            errors.caught(Source.OBSERVER, null, e);
        }
    }

    @Override
    public void fileSaved(Replacement replacement) {
        try {
            observer.fileSaved(replacement);
        } catch (Throwable e) {
            errors.caught(Source.OBSERVER, null, e);
        }
    }

    @Override
    public void tickEnded(long number) {
        try {
            observer.tickEnded(number);
        } catch (Throwable e) {
            errors.caught(Source.OBSERVER, null, e);
        }
    }

    @Override
    public void loopEnded() {
        try {
            observer.loopEnded();
        } catch (Throwable e) {
            errors.caught(Source.OBSERVER, null, e);
        }
    }
}
