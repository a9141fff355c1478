package io.tickwire.simulation;

import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import java.time.Duration;

/** Builds the loop that a planted fault is looked for in, and lets its time pass. */
final class PlantedLoop {
    private final VirtualTime time = new VirtualTime();
    private final Checkers checkers = new Checkers(200);
    private final long seed;

    PlantedLoop(long seed) {
        this.seed = seed;
    }

    TickLoop build(TickLoopBuilder builder) {
        TickLoop loop =
                builder.transport(new Provider()).clock(time).observer(checkers).seed(seed).build();
        checkers.attach(loop);
        return loop;
    }

    Checkers checkers() {
        return checkers;
    }

    void advance(Duration duration) {
        time.advance(duration.toNanos());
    }

    private final class Provider implements TransportProvider {
        @Override
        public String name() {
            return "seeded";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public void selfTest() {}

        @Override
        public Transport create(TransportConfig config, CompletionSink sink) {
            return new SeededTransport(sink, time, seed, checkers.tap());
        }
    }
}
