package io.tickwire.stress.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A limit for waits that should end soon; reaching it is a failure, never a measurement. Also ends
 * a wait when the whole run is told to stop.
 */
public final class Deadline {
    /** Longer than any healthy wait, shorter than a test's own limit. */
    private static final Duration LIMIT = TimeLimits.ofSeconds(40);

    private static final long PAUSE_NANOS = 50_000;

    private final String awaited;
    private final BooleanSupplier isStopping;
    private long endNanos = System.nanoTime() + LIMIT.toNanos();

    public Deadline(String awaited) {
        this(awaited, () -> false);
    }

    Deadline(String awaited, BooleanSupplier isStopping) {
        this.awaited = awaited;
        this.isStopping = isStopping;
    }

    /** Waits for a condition that other threads bring about. */
    public static void await(String awaited, BooleanSupplier condition) {
        Deadline deadline = new Deadline(awaited);
        while (!condition.getAsBoolean()) {
            deadline.pause();
        }
    }

    /** Starts the limit anew: something has happened. */
    public void renew() {
        endNanos = System.nanoTime() + LIMIT.toNanos();
    }

    /** Lets other threads run for a moment. */
    public void pause() {
        check();
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Fails if the limit has passed. */
    public void check() {
        if (isStopping.getAsBoolean()) {
            throw new StoppedException();
        }
        if (System.nanoTime() - endNanos > 0) {
            throw new AssertionError("waited " + LIMIT + " in vain for " + awaited);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new AssertionError("interrupted while waiting for " + awaited);
        }
    }
}
