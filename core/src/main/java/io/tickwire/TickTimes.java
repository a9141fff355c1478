package io.tickwire;

import java.time.Duration;

/**
 * Durations that a loop has measured by the system's clock, one for each tick: what {@link
 * LoopStats} knew of them at one moment. Immutable. A percentile is at most 1/32 above the duration
 * that was measured.
 */
public final class TickTimes {
    private static final double ALL = 100;

    private final long lastNanos;
    private final long maxNanos;
    private final long[] counts;
    private final long count;

    TickTimes(long lastNanos, long maxNanos, long[] counts) {
        this.lastNanos = lastNanos;
        this.maxNanos = maxNanos;
        this.counts = counts;
        long sum = 0;
        for (long each : counts) {
            sum += each;
        }
        count = sum;
    }

    /**
     * How many ticks were measured.
     *
     * @return a count
     */
    public long count() {
        return count;
    }

    /**
     * The latest duration.
     *
     * @return nanoseconds, 0 before the first one
     */
    public long lastNanos() {
        return lastNanos;
    }

    /**
     * The longest duration.
     *
     * @return nanoseconds, 0 before the first one
     */
    public long maxNanos() {
        return maxNanos;
    }

    /**
     * The duration that a share of the ticks did not exceed.
     *
     * @param percent the share, 0 to 100; 99 is usual
     * @return nanoseconds, at most {@link #maxNanos()}; 0 before the first duration
     * @throws IllegalArgumentException for another share
     */
    public long percentileNanos(double percent) {
        if (!(percent >= 0 && percent <= ALL)) {
            throw new IllegalArgumentException("percent: " + percent);
        }
        long wanted = Math.max(1, (long) Math.ceil(percent / ALL * count));
        long seen = 0;
        for (int place = 0; place < counts.length; place++) {
            seen += counts[place];
            if (seen >= wanted) {
                return Math.min(maxNanos, TimeCounts.longest(place));
            }
        }
        return maxNanos;
    }

    /** One line for people. */
    @Override
    public String toString() {
        return count
                + " ticks, p50 "
                + Duration.ofNanos(percentileNanos(50))
                + ", p99 "
                + Duration.ofNanos(percentileNanos(99))
                + ", max "
                + Duration.ofNanos(maxNanos);
    }
}
