package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Chaos between a fake core and a fake transport, in virtual time. */
final class ChaosRig {
    static final int SLOTS = 1_000;
    static final long MILLI = 1_000_000;

    /** What things are held back by unless a test says otherwise: 1 to 5 ms, each way. */
    static final Latency LATENCY = Latency.between(Duration.ofMillis(1), Duration.ofMillis(5));

    final VirtualTime time = new VirtualTime();
    final FakeCore core = new FakeCore();
    final FaultInjector faults;
    final ChaosTransport chaos;
    FakeTransport inner;

    ChaosRig(long seed, Latency latency, FaultRates rates, int chainLengthMax) {
        SplittableRandom random = new SplittableRandom(seed);
        faults = new FaultInjector(random.split(), rates);
        ChaosProvider provider =
                new ChaosProvider(
                        FakeTransport.provider(made -> inner = made),
                        time,
                        random,
                        faults,
                        latency,
                        chainLengthMax);
        TransportConfig config = new TransportConfig(SLOTS, SLOTS, BatchConfig.DEFAULT);
        try {
            chaos = (ChaosTransport) provider.create(config, core);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChaosRig(long seed, FaultRates rates) {
        this(seed, LATENCY, rates, 1);
    }

    /** Without faults and latency. */
    static ChaosRig plain(long seed) {
        return new ChaosRig(seed, Latency.NONE, FaultRates.NONE, 1);
    }

    /** Submits an operation that there must be room for. */
    void submit(TransportOperation operation) {
        assertThat(offer(operation)).isTrue();
    }

    boolean offer(TransportOperation operation) {
        if (chaos.submit(operation)) {
            core.inFlight.add(operation.slot());
            return true;
        }
        return false;
    }

    void submit(int slot, IoOpType type) {
        submit(FakeOperations.of(slot, type));
    }

    void cancel(int slot, int cancelSlot) {
        core.inFlight.add(cancelSlot);
        chaos.cancel(slot, cancelSlot);
    }

    /** Harvests until nothing is in flight. */
    void drain() {
        for (int i = 0; !core.inFlight.isEmpty(); i++) {
            chaos.harvest(1_000 * MILLI);
            assertThat(i).as("harvests, with %s in flight", core.inFlight).isLessThan(100_000);
        }
    }

    /** Has everything that is with the transport underneath arrive at the seam, for no time. */
    void settle() {
        chaos.harvest(0);
    }

    /** What slots 0 to count - 1 look like in order. */
    static List<Integer> inOrder(int count) {
        return java.util.stream.IntStream.range(0, count).boxed().toList();
    }
}
