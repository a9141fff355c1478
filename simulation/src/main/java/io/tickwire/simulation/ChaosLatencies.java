package io.tickwire.simulation;

import java.time.Duration;

/**
 * How long {@link ChaosTransport} holds things back.
 *
 * @param usual on the way to the transport underneath, and again on the way back
 * @param late what {@link Fault#LATE_COMPLETION} adds
 * @param storm how long {@link Fault#COMPLETION_STORM} takes to break
 */
record ChaosLatencies(Latency usual, Latency late, Latency storm) {
    /** Later than a phase waits by default: a quarter of the period, or 5 ms. */
    private static final Latency LATE =
            Latency.between(Duration.ofMillis(20), Duration.ofMillis(120));

    private static final Latency STORM =
            Latency.between(Duration.ofMillis(1), Duration.ofMillis(200));

    static ChaosLatencies of(Latency usual) {
        return new ChaosLatencies(usual, LATE, STORM);
    }
}
