package io.tickwire.watch;

import java.util.concurrent.locks.LockSupport;

/**
 * The clock that stands behind a loop's tick clock, and what sleeps by it between ticks. The
 * system's by default; a simulated one makes time a matter of the test. A loop asks its clock on
 * its own thread only.
 */
@FunctionalInterface
public interface LoopClock {
    /**
     * The clock of the system.
     *
     * @return {@link System#nanoTime} and {@link LockSupport#parkNanos(long)}
     */
    static LoopClock system() {
        return System::nanoTime;
    }

    /**
     * What time it is.
     *
     * @return nanoseconds since any fixed point; never goes back
     */
    long nanoTime();

    /**
     * At a fixed rate, waits for the next tick. May return early; returns at once if the thread is
     * interrupted or was unparked.
     *
     * @param nanos how long, above 0
     */
    default void park(long nanos) {
        LockSupport.parkNanos(this, nanos);
    }
}
