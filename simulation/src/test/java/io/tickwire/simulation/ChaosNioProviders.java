package io.tickwire.simulation;

import io.tickwire.nio.NioTransportProvider;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;

/** The NIO transport under chaos, for the conformance suite, each with a seed of its own. */
public final class ChaosNioProviders {
    /** Things are held back for a few harvests; some for more. */
    private static final ChaosLatencies LATENCIES =
            new ChaosLatencies(
                    new Latency(Duration.ZERO, Duration.ofNanos(3), Duration.ofNanos(12), 0.05),
                    Latency.between(Duration.ofNanos(10), Duration.ofNanos(40)),
                    Latency.between(Duration.ofNanos(2), Duration.ofNanos(60)));

    /** All that leaves results as they are. */
    private static final FaultRates RATES =
            FaultRates.NONE
                    .with(Fault.LATE_COMPLETION, 0.05)
                    .with(Fault.COMPLETION_STORM, 0.02)
                    .with(Fault.MULTISHOT_ENDED, 0.1)
                    .with(Fault.SUBMISSION_REFUSED, 0.05)
                    .with(Fault.SPURIOUS_WAKEUP, 0.05);

    private ChaosNioProviders() {}

    private abstract static class Named implements TransportProvider {
        private final TransportProvider nio = new NioTransportProvider();
        private final long seed;
        private final int chainLengthMax;

        Named(long seed, int chainLengthMax) {
            this.seed = seed;
            this.chainLengthMax = chainLengthMax;
        }

        @Override
        public int priority() {
            return -1;
        }

        @Override
        public void selfTest() throws IOException {
            nio.selfTest();
        }

        @Override
        public Transport create(TransportConfig config, CompletionSink sink) throws IOException {
            SplittableRandom random = new SplittableRandom(seed);
            FaultInjector faults = new FaultInjector(random.split(), RATES);
            return new ChaosProvider(
                            nio, new HarvestClock(), random, faults, LATENCIES, chainLengthMax)
                    .create(config, sink);
        }
    }

    /** One seed. */
    public static final class First extends Named {
        /** For {@link java.util.ServiceLoader}. */
        public First() {
            super(1, 1);
        }

        @Override
        public String name() {
            return "nio-chaos-1";
        }
    }

    /** Another seed. */
    public static final class Second extends Named {
        /** For {@link java.util.ServiceLoader}. */
        public Second() {
            super(2, 1);
        }

        @Override
        public String name() {
            return "nio-chaos-2";
        }
    }

    /** A third, with links in the "kernel". */
    public static final class Linking extends Named {
        /** For {@link java.util.ServiceLoader}. */
        public Linking() {
            super(3, 64);
        }

        @Override
        public String name() {
            return "nio-chaos-links";
        }
    }
}
