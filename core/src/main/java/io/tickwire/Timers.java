package io.tickwire;

import io.tickwire.internal.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * Intents that wait for the tick clock. What is to run from the next tick on is held back until
 * that one begins, since nobody knows its time before.
 */
final class Timers {
    private final TimerHeap running = new TimerHeap();

    /** By duration. */
    private final TimerHeap heldBack = new TimerHeap();

    /** When the next timer fires on the tick clock, or {@link Long#MAX_VALUE}. */
    long nextDeadlineNanos() {
        return running.nextDeadlineNanos();
    }

    /** Makes room for as many intents as there can be until the next call. */
    void reserve(int intents) {
        running.reserve(intents);
        heldBack.reserve(intents);
    }

    void add(Intent intent, long deadlineNanos) {
        running.add(intent, deadlineNanos);
    }

    /** Has an intent's time begin with the next tick. */
    void holdBack(Intent intent, long durationNanos) {
        heldBack.add(intent, durationNanos);
    }

    /** Starts what was held back for a tick. */
    void startHeldBack(long tickNanos) {
        for (Intent next = heldBack.pollDue(Long.MAX_VALUE);
                next != null;
                next = heldBack.pollDue(Long.MAX_VALUE)) {
            running.add(next, Nanos.sum(tickNanos, next.deadlineNanos));
        }
    }

    /** Takes out the first timer that is due, or answers null. */
    @Nullable Intent pollDue(long nowNanos) {
        return running.pollDue(nowNanos);
    }

    void remove(Intent intent) {
        (heldBack.holds(intent) ? heldBack : running).remove(intent);
    }
}
