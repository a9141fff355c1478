package io.tickwire.simulation;

import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.spi.TransportProvider;
import io.tickwire.spi.Wishes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a world is made of. Each part has a source of chance and a fault injector of its own, so
 * that how much one uses them does not change another's luck. For one thread.
 */
final class WorldParts {
    /** Of kernel links at {@link Seam#TRANSPORT}. */
    private static final int CHAIN_LENGTH_MAX = 8;

    private final WorldBuilder wishes;
    private final VirtualTime time = new VirtualTime();
    private final boolean isEdgeTriggered;
    private final List<FaultInjector> injectors = new ArrayList<>();
    private final Network network;
    private final WorldFiles files;
    private final SplittableRandom backendRandom;
    private final SplittableRandom completionRandom;
    private final FaultInjector completionFaults;
    private final SplittableRandom peerRandom;
    private final List<SimBackend> backends = new ArrayList<>();
    private final List<Checkers> checkers = new ArrayList<>();

    WorldParts(WorldBuilder wishes) {
        this.wishes = wishes;
        SplittableRandom root = new SplittableRandom(wishes.seed);
        boolean isEdgeBySeed = root.nextBoolean();
        isEdgeTriggered = wishes.isEdgeTriggered == null ? isEdgeBySeed : wishes.isEdgeTriggered;
        network = new Network(time, root.split(), injector(root), wishes.networkLatency);
        files = new WorldFiles(root.split(), injector(root), time, wishes.diskLatency);
        backendRandom = root.split();
        completionRandom = root.split();
        completionFaults = injector(root);
        peerRandom = root.split();
    }

    private FaultInjector injector(SplittableRandom root) {
        FaultInjector injector = new FaultInjector(root.split(), wishes.rates);
        injectors.add(injector);
        return injector;
    }

    VirtualTime time() {
        return time;
    }

    Network network() {
        return network;
    }

    WorldFiles files() {
        return files;
    }

    SplittableRandom peerRandom() {
        return peerRandom;
    }

    boolean isEdgeTriggered() {
        return isEdgeTriggered;
    }

    TickLoop build(TickLoopBuilder loop) {
        Checkers ofLoop = new Checkers();
        ofLoop.watch(files);
        if (wishes.seam == Seam.ENGINE) {
            ofLoop.expectFlow();
        }
        loop.transport(transport(ofLoop.tap())).clock(time);
        TickLoop built = loop.observer(ofLoop).build();
        ofLoop.attach(built);
        checkers.add(ofLoop);
        return built;
    }

    /** The world at its seam; the tap hears what its network takes and gives. */
    TransportProvider transport(StreamTap tap) {
        TransportProvider engine = new EngineProvider(unmet -> backend(unmet, tap));
        return wishes.seam == Seam.ENGINE ? engine : over(engine);
    }

    /** Between core and the engine: links of its own or not, by the seed. */
    private TransportProvider over(TransportProvider engine) {
        int chainLengthMax = completionRandom.nextBoolean() ? CHAIN_LENGTH_MAX : 1;
        return new ChaosProvider(
                engine,
                time,
                completionRandom.split(),
                completionFaults,
                wishes.diskLatency,
                chainLengthMax);
    }

    private SimBackend backend(Wishes unmet, StreamTap tap) {
        SimBackend backend =
                new SimBackend(network, backendRandom.split(), files, unmet, isEdgeTriggered, tap);
        backends.add(backend);
        return backend;
    }

    /** Throws what the checkers of a loop have seen first. */
    void verify() {
        checkers.forEach(Checkers::verify);
    }

    void crash() {
        for (SimBackend backend : backends) {
            backend.crash();
        }
        backends.clear();
        files.crash();
    }

    void rates(FaultRates rates) {
        for (FaultInjector injector : injectors) {
            injector.rates(rates);
        }
    }

    Map<Fault, Long> faultCounts() {
        Map<Fault, Long> counts = new EnumMap<>(Fault.class);
        for (FaultInjector injector : injectors) {
            injector.counts().forEach((fault, count) -> counts.merge(fault, count, Long::sum));
        }
        return Collections.unmodifiableMap(counts);
    }
}
