package io.tickwire;

import io.tickwire.watch.LoopClock;

/**
 * The tick clock: nanoseconds since the first tick, standing still within a tick, never going back.
 */
final class TickClock {
    private final LoopClock system;
    private long number = -1;
    private long timeNanos;

    /** What the system's clock showed at tick time 0. */
    private long originNanos;

    TickClock(LoopClock system) {
        this.system = system;
    }

    /** The system's clock. */
    long systemNanos() {
        return system.nanoTime();
    }

    /** Waits by the system's clock, perhaps not as long. */
    void park(long nanos) {
        system.park(nanos);
    }

    /** The number of the tick that was begun last; -1 before the first. */
    long number() {
        return number;
    }

    /** The time of the tick that was begun last. */
    long timeNanos() {
        return timeNanos;
    }

    /** What the tick clock would show if a tick began now. */
    long nowNanos() {
        long now = system.nanoTime();
        if (number < 0) {
            originNanos = now;
        }
        return Math.max(timeNanos, now - originNanos);
    }

    void beginTick(long newTimeNanos) {
        number++;
        timeNanos = newTimeNanos;
    }

    /** Lets the tick clock go on from the last tick's time. */
    void continueFromTick() {
        originNanos = system.nanoTime() - timeNanos;
    }
}
