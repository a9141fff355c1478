package io.tickwire;

import io.tickwire.internal.Nanos;
import java.time.Duration;
import java.util.Objects;

/** When {@link TickLoop#run} starts its ticks. Immutable. */
public final class TickRate {
    private static final int DEFAULT_CATCH_UP = 5;

    private final long periodNanos;
    private final long maxIdleNanos;
    private final int catchUpTicks;

    private TickRate(long periodNanos, long maxIdleNanos, int catchUpTicks) {
        this.periodNanos = periodNanos;
        this.maxIdleNanos = maxIdleNanos;
        this.catchUpTicks = catchUpTicks;
    }

    /**
     * Starts ticks at a fixed rate. Between ticks the loop sleeps by the clock; completions gather
     * in the kernel meanwhile. Tick time steps by the period. A tick that starts more than a period
     * late is an overrun: up to 5 ticks are caught up back to back, then whole periods are skipped.
     *
     * @param hertz ticks a second, above 0 and at most 1,000,000
     * @return the rate
     */
    public static TickRate hertz(double hertz) {
        if (!(hertz > 0 && hertz <= 1_000_000)) {
            throw new IllegalArgumentException("hertz: " + hertz);
        }
        return new TickRate((long) (1e9 / hertz), 0, DEFAULT_CATCH_UP);
    }

    /**
     * Starts a tick when a completion, a timer or a message in a {@link Mailbox} is ready, or when
     * nothing has been for a while. Tick time is read once per tick. With a zero {@code maxIdle}
     * ticks follow each other without a wait.
     *
     * @param maxIdle the longest time between ticks, not negative
     * @return the rate
     */
    public static TickRate whenReady(Duration maxIdle) {
        Objects.requireNonNull(maxIdle, "maxIdle");
        if (maxIdle.isNegative()) {
            throw new IllegalArgumentException("maxIdle: " + maxIdle);
        }
        return new TickRate(0, Nanos.of(maxIdle), 0);
    }

    /**
     * Sets how many ticks that are due are caught up back to back before periods are skipped.
     *
     * @param ticks 0 or more; 0 skips every missed period
     * @return a copy of this rate
     * @throws IllegalStateException for a rate without a period
     */
    public TickRate catchUp(int ticks) {
        if (periodNanos == 0) {
            throw new IllegalStateException("whenReady has no periods to catch up");
        }
        if (ticks < 0) {
            throw new IllegalArgumentException("ticks: " + ticks);
        }
        return new TickRate(periodNanos, 0, ticks);
    }

    /** Nanoseconds, or 0 for whenReady. */
    long periodNanos() {
        return periodNanos;
    }

    long maxIdleNanos() {
        return maxIdleNanos;
    }

    int catchUpTicks() {
        return catchUpTicks;
    }

    @Override
    public String toString() {
        return periodNanos == 0
                ? "whenReady(" + Duration.ofNanos(maxIdleNanos) + ")"
                : "every " + Duration.ofNanos(periodNanos);
    }
}
