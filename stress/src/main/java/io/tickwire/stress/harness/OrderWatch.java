package io.tickwire.stress.harness;

import io.tickwire.IoCompletion;
import io.tickwire.watch.IntentView;
import io.tickwire.watch.LoopObserver;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks what holds for every run: sequences without a gap, completions in (sequence, shot) order
 * at each delivery point, none without its intent, and one last completion for each intent. Keeps
 * the first failure, to be thrown where the loop is driven.
 */
public final class OrderWatch implements LoopObserver {
    /** Shots so far, by ticket, of intents without a last completion. */
    private final Map<Long, Integer> inFlight = new HashMap<>();

    private long sealed;
    private long delivered;
    private long points;
    private long lastSequence;
    private int lastShot;
    private long tickNanos;
    private boolean isEnded;
    private @Nullable String failure;

    /** Intents sealed so far. */
    public long sealed() {
        return sealed;
    }

    /** Completions delivered so far. */
    public long delivered() {
        return delivered;
    }

    /** Intents that have had no last completion. */
    public int inFlight() {
        return inFlight.size();
    }

    /** The tick clock of the latest tick. */
    public long tickNanos() {
        return tickNanos;
    }

    /** Whether the loop has ended. */
    public boolean isEnded() {
        return isEnded;
    }

    /** Throws what was found, if anything was. */
    public void check() {
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void tickBegan(long number, long timeNanos) {
        tickNanos = timeNanos;
    }

    @Override
    public void sealed(IntentView intent) {
        if (intent.sequence() != sealed) {
            fail("sequence " + intent.sequence() + " after " + (sealed - 1));
        }
        sealed++;
        if (inFlight.put(intent.ticket(), 0) != null) {
            fail("ticket " + intent.ticket() + " was given twice");
        }
    }

    @Override
    public void deliveryBegan(DeliveryPoint point) {
        points++;
        lastSequence = -1;
        lastShot = -1;
    }

    @Override
    public void delivered(IntentView intent, IoCompletion completion) {
        delivered++;
        checkOrder(completion);
        Integer shots = inFlight.get(intent.ticket());
        if (shots == null) {
            fail("no such intent is in flight: " + completion);
        } else if (shots != completion.shot()) {
            fail("shot " + shots + " was due: " + completion);
        } else if (completion.isLast()) {
            inFlight.remove(intent.ticket());
        } else {
            inFlight.put(intent.ticket(), shots + 1);
        }
    }

    @Override
    public void loopEnded() {
        isEnded = true;
        if (!inFlight.isEmpty()) {
            fail(inFlight.size() + " intents have had no last completion");
        }
    }

    private void checkOrder(IoCompletion completion) {
        boolean isBehind =
                completion.sequence() > lastSequence
                        || (completion.sequence() == lastSequence && completion.shot() > lastShot);
        if (!isBehind) {
            fail(
                    "D1: at delivery point "
                            + points
                            + " "
                            + completion
                            + " came after sequence "
                            + lastSequence
                            + ", shot "
                            + lastShot);
        }
        lastSequence = completion.sequence();
        lastShot = completion.shot();
    }

    public void fail(String what) {
        if (failure == null) {
            failure = what;
        }
    }
}
