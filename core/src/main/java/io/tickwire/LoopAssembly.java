package io.tickwire;

import io.tickwire.spi.Feature;
import io.tickwire.spi.LoopClock;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportReport;
import io.tickwire.spi.TransportSelector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Puts a loop's parts together from its declaration. The numbers of the slots are dealt out here,
 * in chunks, lane by lane in registration order.
 */
final class LoopAssembly {
    /** What a loop is made of. */
    record Parts(
            TransportReport report,
            Transport transport,
            TickEngine engine,
            LoopCloser closer,
            Mailboxes mailboxes,
            List<Phase> phases,
            Map<String, Lane> lanes) {}

    private static final int SLOTS_MAX = 1 << 25;

    private final TickLoopBuilder builder;
    private final ErrorBox errors;
    private final List<Phase> phases = new ArrayList<>();
    private final Map<String, Lane> lanes = new LinkedHashMap<>();

    LoopAssembly(TickLoopBuilder builder) {
        this.builder = builder;
        errors = new ErrorBox(builder.errorPolicy);
    }

    LoopClock clock() {
        return builder.clock;
    }

    ErrorBox errors() {
        return errors;
    }

    BatchConfig config() {
        return builder.config;
    }

    Parts assemble(
            LoopHome loop,
            LoopAccess access,
            ResourceTable resources,
            GroupTable groups,
            LoopStats stats) {
        BatchConfig config = builder.config;
        int slots = slots(config);
        Intent[] table = new Intent[slots];
        CompletionRing ring = new CompletionRing(slots, config.multishotRoom());
        Lane callbacks =
                new Lane(loop, "callbacks", 0, table, ring, 0, 0, config.callbackCapacity(), 0);
        makePhases(loop, config, table, ring);

        Observation observation = new Observation(builder.observer, errors);
        GatherPool gatherPool = new GatherPool();
        Timers timers = new Timers();
        Submitter submitter = new Submitter(table, ring, gatherPool, groups.all());
        Chains chains = new Chains(table);
        Harvester harvester =
                new Harvester(table, ring, submitter, timers, gatherPool, chains, builder.clock);
        TransportConfig transportConfig =
                new TransportConfig(
                        Math.max(1, slots), batchCapacity(config), config, groups.all());
        TransportSelector.Selection selection =
                builder.provider != null
                        ? TransportSelector.use(transportConfig, harvester, builder.provider)
                        : TransportSelector.select(transportConfig, harvester, builder.transport);
        Transport transport = selection.transport();
        Canceller canceller = new Canceller(table, harvester, timers, transport);
        Sealer sealer =
                new Sealer(
                        harvester,
                        submitter,
                        timers,
                        canceller,
                        chains,
                        resources,
                        config,
                        transport.capabilities().of(Feature.ZERO_COPY) == Support.NATIVE,
                        observation);
        TickContext callbackTick = new TickContext(callbacks, builder.seed);
        Delivery delivery =
                new Delivery(
                        loop,
                        transport,
                        ring,
                        resources,
                        groups,
                        callbackTick,
                        errors,
                        observation);
        Mailboxes mailboxes = new Mailboxes(transport);
        groups.wakeBy(mailboxes::signal);
        TickEngine engine =
                new TickEngine(
                        transport,
                        builder.clock,
                        ring,
                        submitter,
                        harvester,
                        timers,
                        sealer,
                        canceller,
                        delivery,
                        mailboxes,
                        callbackTick,
                        phases,
                        loop,
                        access,
                        errors,
                        stats,
                        observation);
        loop.connect(transport, observation::fileSaved);
        List<Lane> allLanes = new ArrayList<>(lanes.values());
        allLanes.add(0, callbacks);
        LoopCloser closer =
                new LoopCloser(
                        transport,
                        table,
                        ring,
                        submitter,
                        harvester,
                        sealer,
                        canceller,
                        delivery,
                        resources,
                        gatherPool,
                        groups,
                        allLanes,
                        builder.clock,
                        observation);
        return new Parts(selection.report(), transport, engine, closer, mailboxes, phases, lanes);
    }

    private int laneCount() {
        return builder.phases.stream().mapToInt(phase -> phase.members().size()).sum();
    }

    private int slots(BatchConfig config) {
        long slots = (long) laneCount() * slotsOfLane(config);
        if (slots > SLOTS_MAX) {
            throw new IllegalArgumentException(
                    laneCount()
                            + " lanes of "
                            + config.laneInFlight()
                            + " intents in flight, and as many for clean-up, need "
                            + slots
                            + " slots; the limit is "
                            + SLOTS_MAX);
        }
        return (int) slots;
    }

    private static int slotsOfLane(BatchConfig config) {
        return IntentPool.rounded(config.laneInFlight() + Lane.reserve(config.laneInFlight()));
    }

    /** The most intents that one phase can seal; what only cleans up may come on top. */
    private int batchCapacity(BatchConfig config) {
        int members = builder.phases.stream().mapToInt(p -> p.members().size()).max().orElse(1);
        return config.callbackCapacity() + members * config.laneCapacity();
    }

    private void makePhases(
            LoopHome loop, BatchConfig config, Intent[] table, CompletionRing ring) {
        int firstSlot = 0;
        int stride = laneCount() * IntentPool.CHUNK;
        for (PhaseBuilder declared : builder.phases) {
            List<Phase.Member> members = new ArrayList<>();
            for (PhaseBuilder.Member member : declared.members()) {
                Lane lane =
                        new Lane(
                                loop,
                                member.name(),
                                lanes.size() + 1,
                                table,
                                ring,
                                firstSlot,
                                stride,
                                config.laneCapacity(),
                                config.laneInFlight());
                firstSlot += IntentPool.CHUNK;
                if (lanes.put(member.name(), lane) != null) {
                    throw new IllegalArgumentException(
                            "lane \"" + member.name() + "\" is declared twice");
                }
                members.add(
                        new Phase.Member(
                                lane, new TickContext(lane, builder.seed), member.system()));
            }
            Executor executor = declared.executor();
            ParallelRun parallel = executor == null ? null : new ParallelRun(executor, members);
            phases.add(new Phase(declared.phase(), members, declared.waitPolicy(), parallel));
        }
    }
}
