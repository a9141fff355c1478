package io.tickwire.simulation;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import java.io.IOException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes a {@link ChaosTransport} around each transport of another provider. */
final class ChaosProvider implements TransportProvider {
    private final TransportProvider inner;
    private final ChaosClock clock;
    private final SplittableRandom random;
    private final FaultInjector faults;
    private final ChaosLatencies latencies;
    private final int chainLengthMax;
    private @Nullable ChaosTransport latest;

    /**
     * Around a transport in virtual time.
     *
     * @param inner whose transports are wrapped
     * @param time what things are held back by
     * @param random decides how long, and in what order they go on
     * @param faults decides when faults strike
     * @param latency how long things are usually held back, on each of the two ways
     * @param chainLengthMax the longest chain of links of its own; 1 for no links
     */
    ChaosProvider(
            TransportProvider inner,
            VirtualTime time,
            SplittableRandom random,
            FaultInjector faults,
            Latency latency,
            int chainLengthMax) {
        this(
                inner,
                new ChaosVirtualClock(time),
                random,
                faults,
                ChaosLatencies.of(latency),
                chainLengthMax);
    }

    /** Around any transport, with a clock that suits it. */
    ChaosProvider(
            TransportProvider inner,
            ChaosClock clock,
            SplittableRandom random,
            FaultInjector faults,
            ChaosLatencies latencies,
            int chainLengthMax) {
        if (chainLengthMax < 1) {
            throw new IllegalArgumentException("chainLengthMax: " + chainLengthMax);
        }
        this.inner = inner;
        this.clock = clock;
        this.random = random;
        this.faults = faults;
        this.latencies = latencies;
        this.chainLengthMax = chainLengthMax;
    }

    @Override
    public String name() {
        return inner.name() + "-chaos";
    }

    @Override
    public int priority() {
        return inner.priority();
    }

    @Override
    public void selfTest() throws IOException {
        inner.selfTest();
    }

    @Override
    public Transport create(TransportConfig config, CompletionSink core) throws IOException {
        SplittableRandom own = random.split();
        ChaosSlots slots = new ChaosSlots(config.slots());
        int room = config.batch().multishotRoom();
        HeldCompletions held = new HeldCompletions(slots, room, core, own);
        ChaosSink sink = new ChaosSink(slots, held, core, clock, own, faults, latencies);
        Transport made = inner.create(config, sink);
        if (chainLengthMax > 1 && made.chainLengthMax() > 1) {
            made.close();
            throw new IOException(inner.name() + " has links of its own");
        }
        ChaosTransport chaos =
                new ChaosTransport(
                        made, slots, held, sink, clock, own, faults, latencies, chainLengthMax);
        latest = chaos;
        return chaos;
    }

    /**
     * Has the transport that was made last fail as a whole, at core's next call.
     *
     * @throws IllegalStateException if none was made
     */
    void failNow() {
        if (latest == null) {
            throw new IllegalStateException("no transport was made yet");
        }
        latest.failNow();
    }
}
