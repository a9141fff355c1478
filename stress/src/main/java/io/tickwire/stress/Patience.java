package io.tickwire.stress;

import io.tickwire.stress.harness.TimeLimits;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A limit for waits that should end soon; reaching it is a failure, never a measurement. Also ends
 * a wait when the whole run is told to stop.
 */
final class Patience {
    private static final Duration LIMIT = TimeLimits.ofSeconds(60);
    private static final long PAUSE_NANOS = 50_000;

    private final BooleanSupplier isStopping;
    private final String awaited;
    private long endNanos = System.nanoTime() + LIMIT.toNanos();

    Patience(String awaited, BooleanSupplier isStopping) {
        this.awaited = awaited;
        this.isStopping = isStopping;
    }

    /** Starts the limit anew: something has happened. */
    void renew() {
        endNanos = System.nanoTime() + LIMIT.toNanos();
    }

    /** Lets other threads run for a moment. */
    void pause() {
        check();
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Fails if the limit has passed. */
    void check() {
        if (isStopping.getAsBoolean()) {
            throw new StoppedException();
        }
        if (System.nanoTime() - endNanos > 0) {
            throw new AssertionError("waited " + LIMIT + " in vain for " + awaited);
        }
    }
}
