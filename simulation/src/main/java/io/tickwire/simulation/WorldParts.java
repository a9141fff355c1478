package io.tickwire.simulation;

import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.readiness.FileBackend;
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
    private final WorldBuilder wishes;
    private final VirtualTime time = new VirtualTime();
    private final boolean isEdgeTriggered;
    private final List<FaultInjector> injectors = new ArrayList<>();
    private final Network network;
    private final FileBackend files;
    private final SplittableRandom backendRandom;
    private final SplittableRandom completionRandom;
    private final FaultInjector completionFaults;
    private final SplittableRandom peerRandom;
    private final List<SimBackend> backends = new ArrayList<>();

    WorldParts(WorldBuilder wishes) {
        this.wishes = wishes;
        SplittableRandom root = new SplittableRandom(wishes.seed);
        boolean isEdgeBySeed = root.nextBoolean();
        isEdgeTriggered = wishes.isEdgeTriggered == null ? isEdgeBySeed : wishes.isEdgeTriggered;
        network = new Network(time, root.split(), injector(root), wishes.networkLatency);
        files = wishes.files.make(root.split(), injector(root), time, wishes.diskLatency);
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

    FileBackend files() {
        return files;
    }

    SplittableRandom peerRandom() {
        return peerRandom;
    }

    boolean isEdgeTriggered() {
        return isEdgeTriggered;
    }

    TickLoop build(TickLoopBuilder loop) {
        TransportProvider engine = new EngineProvider(this::backend);
        loop.transport(wishes.seam == Seam.ENGINE ? engine : over(engine)).clock(time);
        if (wishes.observers != null) {
            loop.observer(wishes.observers.get());
        }
        return loop.build();
    }

    private TransportProvider over(TransportProvider engine) {
        WorldBuilder.ChaosMaker chaos = wishes.chaos;
        if (chaos == null) {
            throw new UnsupportedOperationException("nothing to put between core and the engine");
        }
        return chaos.make(
                engine, time, completionRandom.split(), completionFaults, wishes.networkLatency);
    }

    private SimBackend backend(Wishes ignored) {
        SimBackend backend =
                new SimBackend(network, backendRandom.split(), files, ignored, isEdgeTriggered);
        backends.add(backend);
        return backend;
    }

    void crash() {
        for (SimBackend backend : backends) {
            backend.crash();
        }
        backends.clear();
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
