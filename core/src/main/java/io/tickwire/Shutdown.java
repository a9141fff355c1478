package io.tickwire;

import io.tickwire.internal.Nanos;

/**
 * How far a loop's end has come while its ticks go on: when it has begun, and when nothing is left
 * to wait for. Belongs to the loop's thread.
 */
final class Shutdown {
    private final Intent[] table;
    private final RoomWaiters waiters;
    private final long limitNanos;
    private final boolean hasListeners;
    private boolean isBegun;

    /** How many have begun: a loop may be told to stop, and run again. */
    private int count;

    /** Whether a tick has run to its end since it began. */
    private boolean isToldOf;

    private long endNanos;

    /**
     * Of a loop.
     *
     * @param table its slots
     * @param waiters what waits for room in the callbacks' lane
     * @param limitNanos how long it may take
     * @param hasListeners whether any system has something to say at the end
     */
    Shutdown(Intent[] table, RoomWaiters waiters, long limitNanos, boolean hasListeners) {
        this.table = table;
        this.waiters = waiters;
        this.limitNanos = limitNanos;
        this.hasListeners = hasListeners;
    }

    /** A tick begins; with a request it is one of the end's. */
    void tickBegan(boolean isRequested, long timeNanos) {
        if (isRequested && !isBegun) {
            isBegun = true;
            count++;
            isToldOf = false;
            endNanos = Nanos.sum(timeNanos, limitNanos);
        }
    }

    void tickEnded() {
        isToldOf = isBegun;
    }

    boolean isBegun() {
        return isBegun;
    }

    /** Names the one that has begun; 0 for none. */
    int number() {
        return isBegun ? count : 0;
    }

    /** How much of the limit a tick that began at a time would leave; 0 or below for nothing. */
    long leftNanos(long timeNanos) {
        return isBegun ? endNanos - timeNanos : limitNanos;
    }

    /** Whether no tick is needed any more, the next one of which would begin at a time. */
    boolean isOver(long nextTickNanos) {
        if (!isBegun) {
            return !hasListeners && !isAnythingUnfinished();
        }
        return isToldOf && (leftNanos(nextTickNanos) <= 0 || !isAnythingUnfinished());
    }

    /** Another run may follow, and another end. */
    void reset() {
        isBegun = false;
        isToldOf = false;
    }

    /** What waits for the world may wait for ever; what else was queued is waited for. */
    private boolean isAnythingUnfinished() {
        for (Intent intent : table) {
            if (intent != null && intent.state() != Intent.State.FREE && !isWaiting(intent)) {
                return true;
            }
        }
        return !waiters.isEmpty();
    }

    private static boolean isWaiting(Intent intent) {
        return switch (intent.type) {
            case ACCEPT, CONNECT, RECV, RECVMSG, POLL_ADD, TIMEOUT -> true;
            case SPLICE -> intent.sourceStream() != null;
            default -> false;
        };
    }
}
