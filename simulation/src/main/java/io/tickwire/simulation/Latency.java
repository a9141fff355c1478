package io.tickwire.simulation;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long something takes: anything from a shortest to a longest time, with a tail.
 *
 * @param shortest the least, not negative
 * @param typical as long as most take, not below the shortest: they are spread evenly up to it
 * @param longest what the tail reaches, not below the typical
 * @param tailRate how many are in the tail, a probability from 0 to 1
 */
public record Latency(Duration shortest, Duration typical, Duration longest, double tailRate) {
    /** No time at all. */
    public static final Latency NONE = fixed(Duration.ZERO);

    /**
     * Checks the ranges.
     *
     * @param shortest see the record
     * @param typical see the record
     * @param longest see the record
     * @param tailRate see the record
     */
    public Latency {
        if (shortest.isNegative()
                || typical.compareTo(shortest) < 0
                || longest.compareTo(typical) < 0
                || !(tailRate >= 0 && tailRate <= 1)) {
            throw new IllegalArgumentException(
                    "latency: "
                            + shortest
                            + " to "
                            + typical
                            + ", "
                            + tailRate
                            + " of them up to "
                            + longest);
        }
    }

    /**
     * Always the same.
     *
     * @param time not negative
     * @return the latency
     */
    public static Latency fixed(Duration time) {
        return new Latency(time, time, time, 0);
    }

    /**
     * Spread evenly.
     *
     * @param shortest the least, not negative
     * @param longest the most
     * @return the latency
     */
    public static Latency between(Duration shortest, Duration longest) {
        return new Latency(shortest, longest, longest, 0);
    }

    /** One sample, in nanoseconds. */
    long sampleNanos(SplittableRandom random) {
        boolean isTail = tailRate > 0 && random.nextDouble() < tailRate;
        long low = (isTail ? typical : shortest).toNanos();
        long high = (isTail ? longest : typical).toNanos();
        return high == low ? low : random.nextLong(low, high + 1);
    }
}
