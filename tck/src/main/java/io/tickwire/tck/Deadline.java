package io.tickwire.tck;

import io.tickwire.stress.harness.TimeLimits;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A limit for waits that should end soon; reaching it is a failure, never a measurement. */
final class Deadline {
    /** Longer than any healthy wait, shorter than a test's own limit. */
    private static final Duration LIMIT = TimeLimits.ofSeconds(40);

    private static final long PAUSE_NANOS = 50_000;

    private final long endNanos = System.nanoTime() + LIMIT.toNanos();
    private final String awaited;

    Deadline(String awaited) {
        this.awaited = awaited;
    }

    /** Waits for a condition that other threads bring about. */
    static void await(String awaited, BooleanSupplier condition) {
        Deadline deadline = new Deadline(awaited);
        while (!condition.getAsBoolean()) {
            deadline.pause();
        }
    }

    /** Lets other threads run for a moment. */
    void pause() {
        check();
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Fails if the limit has passed. */
    void check() {
        if (System.nanoTime() - endNanos > 0) {
            throw new AssertionError("waited " + LIMIT + " in vain for " + awaited);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new AssertionError("interrupted while waiting for " + awaited);
        }
    }
}
