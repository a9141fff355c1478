package io.tickwire.simulation;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Declares a {@link World}. For one thread. */
public final class WorldBuilder {
    long seed;
    FaultRates rates = FaultRates.NONE;
    Latency networkLatency =
            new Latency(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(50), 0.01);
    Latency diskLatency =
            new Latency(
                    Duration.ofNanos(20_000),
                    Duration.ofNanos(200_000),
                    Duration.ofMillis(5),
                    0.01);
    Seam seam = Seam.ENGINE;
    @Nullable Boolean isEdgeTriggered;

    WorldBuilder() {}

    /**
     * Sets what all chance in the world comes from.
     *
     * @param number any number; 0 by default
     * @return this
     */
    public WorldBuilder seed(long number) {
        seed = number;
        return this;
    }

    /**
     * Sets how often faults strike; {@link World#faults} changes it later.
     *
     * @param faultRates none by default
     * @return this
     */
    public WorldBuilder faults(FaultRates faultRates) {
        rates = Objects.requireNonNull(faultRates, "faultRates");
        return this;
    }

    /**
     * Sets how long things are under way between two machines, one way.
     *
     * @param latency 1 to 5 ms by default, one in a hundred up to 50 ms
     * @return this
     */
    public WorldBuilder networkLatency(Latency latency) {
        networkLatency = Objects.requireNonNull(latency, "latency");
        return this;
    }

    /**
     * Sets how long the disk takes for an operation.
     *
     * @param latency 20 to 200 us by default, one in a hundred up to 5 ms
     * @return this
     */
    public WorldBuilder diskLatency(Latency latency) {
        diskLatency = Objects.requireNonNull(latency, "latency");
        return this;
    }

    /**
     * Sets where the world takes the place of the machine.
     *
     * @param place {@link Seam#ENGINE} by default
     * @return this
     */
    public WorldBuilder seam(Seam place) {
        seam = Objects.requireNonNull(place, "place");
        return this;
    }

    /**
     * Sets how sockets report that they are ready; the seed chooses by default.
     *
     * @param on edge-triggered, as epoll(7); else level-triggered, as select(2)
     * @return this
     */
    public WorldBuilder edgeTriggered(boolean on) {
        isEdgeTriggered = on;
        return this;
    }

    /**
     * Makes the world.
     *
     * @return the world, at time 0, without peers
     */
    public World build() {
        return new World(this);
    }
}
