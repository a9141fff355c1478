package io.tickwire.properties;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.ErrorPolicy;
import io.tickwire.IoCompletion;
import io.tickwire.LoopError;
import io.tickwire.PhaseBuilder;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.WaitPolicy;
import io.tickwire.watch.IntentView;
import io.tickwire.watch.LoopObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs a program on a real loop and writes down what it shows. */
final class LiveRun implements LoopObserver {
    static final int GROUP_BUFFER_BYTES = 64;
    private static final int SHOT_ROOM = 64;

    private final Program program;
    private final List<Event> events = new ArrayList<>();
    private final List<LiveLane> lanes = new ArrayList<>();
    private final Map<String, LiveLane> byName = new HashMap<>();
    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true, true);
    private final StallWatch watch = new StallWatch();
    private final ManualClock clock = new ManualClock();
    private int nextPhase;
    private int flushedLanes;

    private LiveRun(Program program, Path folder, boolean hasSockets) {
        this.program = program;
        for (Program.SystemPlan plan : program.systems()) {
            int lane = lanes.size();
            Path own = folder.resolve(LiveLane.name(lane));
            LiveLane live = new LiveLane(lane, plan, own, memory, program.isExact(), hasSockets);
            live.callbackEvents(events);
            lanes.add(live);
            byName.put(LiveLane.name(lane), live);
        }
    }

    /**
     * Runs a program.
     *
     * @param restTicks further ticks in which no system queues anything
     */
    static List<Event> of(
            Program program, Platform platform, Mode mode, boolean hasSockets, int restTicks) {
        try (Machine machine = platform.machine(program.shuffle());
                LogWatch log = new LogWatch()) {
            machine.makeFolders(program.systems().size());
            LiveRun run = new LiveRun(program, machine.folder(), hasSockets);
            run.run(machine, mode, program.ticks() + restTicks);
            log.verify();
            return run.events;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("on " + platform + ": " + e, e);
        }
    }

    /**
     * Runs two programs on one thread, each on a loop of its own, in turns of one tick. Their lanes
     * share folders, the first one with the first one and so on.
     */
    static List<List<Event>> pair(Program one, Program two, Platform platform, int restTicks) {
        try (Machine machine = platform.machine(one.shuffle());
                LogWatch log = new LogWatch()) {
            machine.makeFolders(Math.max(one.systems().size(), two.systems().size()));
            LiveRun first = new LiveRun(one, machine.folder(), false);
            LiveRun second = new LiveRun(two, machine.folder(), false);
            TickLoop firstLoop = first.build(machine, phase -> {});
            TickLoop secondLoop = second.build(machine, phase -> {});
            try {
                for (int tick = 0; tick < Math.max(one.ticks(), two.ticks()) + restTicks; tick++) {
                    first.tick(firstLoop);
                    second.tick(secondLoop);
                    machine.advance(Duration.ofNanos(ManualClock.MILLI));
                }
            } finally {
                first.close(firstLoop);
                second.close(secondLoop);
            }
            first.verify();
            second.verify();
            log.verify();
            return List.of(first.events, second.events);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("on " + platform + ": " + e, e);
        }
    }

    private void run(Machine machine, Mode mode, int ticks) {
        mode.run(
                executor -> {
                    TickLoop loop = build(machine, executor);
                    try {
                        for (int tick = 0; tick < ticks; tick++) {
                            tick(loop);
                            machine.advance(Duration.ofNanos(ManualClock.MILLI));
                        }
                    } finally {
                        close(loop);
                    }
                });
        verify();
    }

    private TickLoop build(Machine machine, Mode.Parallelism executor) {
        return declare(executor)
                .clock(clock)
                .observer(this)
                .onError(this::mistaken)
                .config(config())
                .transport(new WatchedProvider(machine.transport(), program.shuffle(), watch))
                .build();
    }

    private void tick(TickLoop loop) {
        loop.tick();
        clock.step();
    }

    private void close(TickLoop loop) {
        lanes.forEach(LiveLane::giveBack);
        clock.run();
        loop.close(Duration.ZERO);
        lanes.forEach(LiveLane::close);
    }

    private void verify() {
        watch.verify();
        if (memory.metric().usedDirectMemory() != 0) {
            throw new AssertionError(
                    memory.metric().usedDirectMemory() + " bytes of buffers were not released");
        }
    }

    private BatchConfig config() {
        Program.Limits limits = program.limits();
        return BatchConfig.builder()
                .laneCapacity(limits.lane())
                .laneInFlight(limits.inFlight())
                .callbackCapacity(limits.callbacks())
                .resources(limits.resources())
                .multishotRoom(SHOT_ROOM)
                .streamPending(limits.pendingBytes(), limits.pendingSends())
                .linger(Duration.ofHours(1))
                .bufferGroup(
                        new BufferGroup(Requests.GROUP, GROUP_BUFFER_BYTES, limits.groupBuffers()))
                .build();
    }

    private TickLoopBuilder declare(Mode.Parallelism executor) {
        TickLoopBuilder builder = TickLoop.builder().seed(program.shuffle());
        int[] lane = {0};
        for (int i = 0; i < program.phases().size(); i++) {
            Program.PhasePlan plan = program.phases().get(i);
            builder.phase(
                    "phase" + i,
                    phase -> {
                        phase.wait(policy(plan.policy()));
                        executor.apply(phase);
                        for (int system = 0; system < plan.systems().size(); system++) {
                            phase.system(LiveLane.name(lane[0]), lanes.get(lane[0]));
                            lane[0]++;
                        }
                    });
        }
        return builder;
    }

    private static WaitPolicy policy(Program.Wait wait) {
        return switch (wait) {
            case LOCKSTEP -> WaitPolicy.awaitPrompt();
            case BUDGET -> WaitPolicy.awaitPrompt(Duration.ofMillis(5));
            case NONE -> WaitPolicy.noWait();
        };
    }

    /** A buffer was not what it has to be; all else ends the run. */
    private ErrorPolicy.Action mistaken(LoopError error) {
        boolean isOfBuffer = error.source() == LoopError.Source.MEMORY;
        String what = isOfBuffer ? error.lane().orElse("no lane") : error.toString();
        events.add(Event.of(Event.Kind.MISTAKE, 0, what));
        return isOfBuffer ? ErrorPolicy.Action.CONTINUE : ErrorPolicy.Action.STOP;
    }

    @Override
    public void tickBegan(long number, long timeNanos) {
        nextPhase = 0;
        flushedLanes = 0;
        events.add(Event.of(Event.Kind.TICK, (int) number, "at " + timeNanos));
    }

    @Override
    public void sealed(IntentView intent) {
        LiveLane lane = byName.get(intent.laneName());
        int id = lane.id(intent.ticket());
        if (!lane.isByCallback(id)) {
            flush(firstLaneAfter(nextPhase));
        }
        String detail = intent.isPrompt() ? "prompt" : "lasting";
        events.add(
                new Event(
                        Event.Kind.SEALED,
                        id,
                        intent.sequence(),
                        0,
                        0,
                        false,
                        detail,
                        intent.ticket()));
    }

    @Override
    public void deliveryBegan(DeliveryPoint point) {
        switch (point) {
            case INTAKE -> events.add(Event.of(Event.Kind.INTAKE, 0, ""));
            case CLOSE -> events.add(Event.of(Event.Kind.CLOSE, 0, ""));
            case PHASE -> {
                flush(firstLaneAfter(nextPhase));
                events.add(Event.of(Event.Kind.PHASE, nextPhase, ""));
                nextPhase++;
            }
        }
    }

    @Override
    public void delivered(IntentView intent, IoCompletion completion) {
        LiveLane lane = byName.get(intent.laneName());
        int id = lane.id(intent.ticket());
        String detail = lane.delivered(id, completion);
        events.add(
                new Event(
                        Event.Kind.DELIVERED,
                        id,
                        completion.sequence(),
                        completion.shot(),
                        completion.result(),
                        completion.isLast(),
                        detail,
                        intent.ticket()));
    }

    /** Takes over what systems have told, in registration order. */
    private void flush(int lanesEnd) {
        while (flushedLanes < lanesEnd) {
            events.addAll(lanes.get(flushedLanes++).takeEvents());
        }
    }

    private int firstLaneAfter(int phase) {
        return program.phases().subList(0, phase + 1).stream()
                .mapToInt(plan -> plan.systems().size())
                .sum();
    }

    /** Whether systems run one after the other, or on several threads. */
    enum Mode {
        SERIAL,
        PARALLEL;

        private static final int THREADS = 3;

        /** Declares a phase parallel, or does not. */
        interface Parallelism {
            void apply(PhaseBuilder phase);
        }

        /** What runs with it. */
        interface Body {
            void run(Parallelism parallelism);
        }

        void run(Body body) {
            if (this == SERIAL) {
                body.run(phase -> {});
                return;
            }
            ExecutorService helpers = Executors.newFixedThreadPool(THREADS);
            try {
                body.run(phase -> phase.parallel(helpers));
            } finally {
                helpers.shutdown();
            }
        }
    }
}
