package io.tickwire.internal;

import java.time.Duration;

/**
 * Durations in nanoseconds that end at {@link Long#MAX_VALUE}, some 292 years, instead of failing.
 */
public final class Nanos {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Nanos() {}

    /** A duration that is not negative. */
    public static long of(Duration duration) {
        return duration.compareTo(LONGEST) >= 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    /** The sum of two numbers that are not negative. */
    public static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
