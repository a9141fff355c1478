package io.tickwire;

import io.tickwire.internal.Nanos;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportReport;
import io.tickwire.spi.TransportSelector;
import io.tickwire.watch.LoopClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * What a loop is made of, made from its declaration, each part after those that it needs. The
 * numbers of the slots are dealt out here, in chunks, lane by lane in registration order.
 */
final class LoopParts {
    private static final int SLOTS_MAX = 1 << 25;

    final BatchConfig config;
    final LoopClock clock;
    final ErrorBox errors;
    final LoopStats stats = new LoopStats();
    final LoopAccess access = new LoopAccess();
    final ResourceTable resources;
    final GroupTable groups;
    final LoopHome home;

    /** All slots by their numbers; null where no lane has needed one so far. */
    final Intent[] table;

    final CompletionRing ring;

    /** The lane of what callbacks queue; not among the declared ones. */
    final Lane callbacks;

    final TickContext callbackTick;
    final List<Phase> phases = new ArrayList<>();

    /** The declared lanes, in registration order. */
    final Map<String, Lane> lanes = new LinkedHashMap<>();

    final Observation observation;
    final GatherPool gatherPool = new GatherPool();
    final Timers timers = new Timers();
    final Submitter submitter;
    final Chains chains;
    final Harvester harvester;
    final TransportReport report;
    final Transport transport;
    final Canceller canceller;
    final Sealer sealer;
    final Delivery delivery;
    final Mailboxes mailboxes;
    final Shutdown shutdown;
    final TickEngine engine;
    final LoopCloser closer;

    LoopParts(TickLoopBuilder declared) {
        config = declared.config;
        clock = declared.clock;
        errors = new ErrorBox(declared.errorPolicy);
        resources = new ResourceTable(config.resources());
        groups = new GroupTable(config.bufferGroups());
        home = new LoopHome(access, groups, resources, config, 1 + laneCount(declared));
        int slots = slots(declared);
        table = new Intent[slots];
        ring = new CompletionRing(slots, config.multishotRoom());
        callbacks = new Lane(home, "callbacks", 0, table, ring, 0, 0, config.callbackCapacity(), 0);
        callbackTick = new TickContext(callbacks, declared.seed);
        makePhases(declared);
        observation = new Observation(declared.observers, errors);
        submitter = new Submitter(table, ring, gatherPool, groups.all());
        chains = new Chains(table);
        harvester = new Harvester(table, ring, submitter, timers, gatherPool, chains, clock);
        TransportSelector.Selection selection = select(declared, slots);
        report = selection.report();
        transport = selection.transport();
        home.connect(transport, observation::fileSaved);
        canceller = new Canceller(table, harvester, timers, transport);
        sealer = new Sealer(this);
        delivery = new Delivery(this);
        mailboxes = new Mailboxes(transport);
        groups.wakeBy(mailboxes::signal);
        shutdown =
                new Shutdown(
                        table,
                        callbacks.roomWaiters(),
                        Nanos.of(config.shutdownLimit()),
                        phases.stream().anyMatch(Phase::hasLastWords));
        engine = new TickEngine(this);
        closer = new LoopCloser(this);
    }

    /** All lanes, the callbacks' first. */
    List<Lane> allLanes() {
        List<Lane> all = new ArrayList<>(lanes.values());
        all.add(0, callbacks);
        return all;
    }

    private TransportSelector.Selection select(TickLoopBuilder declared, int slots) {
        TransportConfig wanted =
                new TransportConfig(
                        Math.max(1, slots), batchCapacity(declared), config, groups.all());
        return declared.provider != null
                ? TransportSelector.use(wanted, harvester, declared.provider)
                : TransportSelector.select(wanted, harvester, declared.transport);
    }

    private static int laneCount(TickLoopBuilder declared) {
        return declared.phases.stream().mapToInt(phase -> phase.members().size()).sum();
    }

    private int slots(TickLoopBuilder declared) {
        int laneCount = laneCount(declared);
        int quota = config.laneInFlight();
        long slots = (long) laneCount * IntentPool.rounded(quota + Lane.reserve(quota));
        if (slots > SLOTS_MAX) {
            throw new IllegalArgumentException(
                    laneCount
                            + " lanes of "
                            + quota
                            + " intents in flight, and as many for clean-up, need "
                            + slots
                            + " slots; the limit is "
                            + SLOTS_MAX);
        }
        return (int) slots;
    }

    /** The most intents that one phase can seal; what only cleans up may come on top. */
    private int batchCapacity(TickLoopBuilder declared) {
        int members = declared.phases.stream().mapToInt(p -> p.members().size()).max().orElse(1);
        return config.callbackCapacity() + members * config.laneCapacity();
    }

    private void makePhases(TickLoopBuilder declared) {
        for (PhaseBuilder phase : declared.phases) {
            List<Phase.Member> members = new ArrayList<>();
            for (PhaseBuilder.Member member : phase.members()) {
                Lane lane = makeLane(member.name(), laneCount(declared));
                TickContext tick = new TickContext(lane, declared.seed);
                members.add(new Phase.Member(lane, tick, member.system()));
            }
            Executor executor = phase.executor();
            ParallelRun parallel = executor == null ? null : new ParallelRun(executor, members);
            phases.add(new Phase(phase.phase(), members, phase.waitPolicy(), parallel));
        }
    }

    private Lane makeLane(String name, int laneCount) {
        int number = lanes.size();
        Lane lane =
                new Lane(
                        home,
                        name,
                        number + 1,
                        table,
                        ring,
                        number * IntentPool.CHUNK,
                        laneCount * IntentPool.CHUNK,
                        config.laneCapacity(),
                        config.laneInFlight());
        if (lanes.put(name, lane) != null) {
            throw new IllegalArgumentException("lane \"" + name + "\" is declared twice");
        }
        return lane;
    }
}
