package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.recipes.WholeFiles;
import io.tickwire.spi.TransportOperation;
import io.tickwire.watch.LoopClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The ticks of a loop that was told to stop. */
class ShutdownTest {
    private static final BatchConfig LIMITED =
            BatchConfig.builder().shutdownLimit(Duration.ofMillis(100)).build();

    private final List<String> seen = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();

    /** Time passes only while somebody waits. */
    private final LoopClock clock =
            new LoopClock() {
                @Override
                public long nanoTime() {
                    return now.get();
                }

                @Override
                public void park(long nanos) {
                    now.addAndGet(nanos);
                }
            };

    /** Stops in a tick, and has something to do then. */
    private class Ending implements TickSystem {
        private final long stopsIn;
        private final TickSystem last;

        Ending(long stopsIn, TickSystem last) {
            this.stopsIn = stopsIn;
            this.last = last;
        }

        @Override
        public void run(TickContext tick) {
            seen.add("run " + tick.number() + (tick.isStopping() ? " stopping" : ""));
            if (tick.number() == stopsIn) {
                tick.stop();
            }
        }

        @Override
        public void stopping(TickContext tick) {
            seen.add("stopping " + tick.number());
            last.run(tick);
        }
    }

    private TickLoop loopOf(BatchConfig config, TickSystem... systems) {
        TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .config(config)
                        .clock(clock)
                        .phase("p", p -> p.systems(systems).wait(WaitPolicy.noWait()))
                        .build();
        ScriptedProvider.last().onWait = now::addAndGet;
        return loop;
    }

    private static void answer(ScriptedTransport transport, List<TransportOperation> batch) {
        for (TransportOperation operation : batch) {
            if (operation.type() == IoOpType.OPEN) {
                transport.opened(operation, true);
            } else {
                transport.result(operation, ScriptedTransport.defaultResult(operation));
            }
        }
    }

    @Test
    @DisplayName("stop: systems are told once, behind run, in the tick after it; then run returns")
    void told() {
        for (TickRate rate :
                List.of(
                        TickRate.hertz(100),
                        TickRate.hertz(0.001),
                        TickRate.whenReady(Duration.ZERO),
                        TickRate.whenReady(Duration.ofDays(1)))) {
            seen.clear();
            now.set(0);
            try (TickLoop loop = loopOf(BatchConfig.DEFAULT, new Ending(0, tick -> {}))) {
                loop.run(rate);
                assertThat(seen).containsExactly("run 0", "run 1 stopping", "stopping 1");
                assertThat(now.get()).as("%s", rate).isLessThan(20_000_000);
                loop.stop();
                loop.run(rate);
                assertThat(seen).endsWith("run 2 stopping", "stopping 2").hasSize(5);
            }
        }
    }

    @Test
    @DisplayName("stop: a save begun in stopping() is finished before run returns")
    void saveAtTheEnd() {
        Ending saving =
                new Ending(
                        1,
                        tick ->
                                assertThat(
                                                WholeFiles.saveOrRelease(
                                                        tick.intents(),
                                                        Path.of("any"),
                                                        StreamFixture.buffer("world"),
                                                        (status, later) ->
                                                                seen.add("saved " + status)))
                                        .isTrue());
        try (TickLoop loop = loopOf(BatchConfig.DEFAULT, saving)) {
            ScriptedProvider.last().script = ShutdownTest::answer;
            loop.run(TickRate.hertz(60));
            assertThat(seen).contains("stopping 2", "saved OK");
            assertThat(loop.stats().snapshot().openResources()).isZero();
        }
    }

    @Test
    @DisplayName("stop: a completion that a system has not seen yet has another tick begin")
    void completionsAreSeen() {
        TickSystem counting =
                tick -> tick.completions().forEach(done -> seen.add(done.operation() + " done"));
        Ending queueing =
                new Ending(0, tick -> assertThat(tick.intents().queue(nop(tick))).isTrue()) {
                    @Override
                    public void run(TickContext tick) {
                        super.run(tick);
                        counting.run(tick);
                    }
                };
        try (TickLoop loop = loopOf(BatchConfig.DEFAULT, queueing)) {
            ScriptedProvider.last().script = ShutdownTest::answer;
            loop.run(TickRate.whenReady(Duration.ofDays(1)));
            assertThat(seen)
                    .containsExactly(
                            "run 0", "run 1 stopping", "stopping 1", "run 2 stopping", "NOP done");
        }
    }

    private static IoRequest nop(TickContext tick) {
        return tick.request().nop();
    }

    @Test
    @DisplayName("stop: what waits for the world holds nothing up")
    void worldHoldsNothingUp() {
        try (StreamFixture f = new StreamFixture(LIMITED)) {
            ByteBuf in = StreamFixture.empty(8);
            f.queue(f.lane.request().recv(f.stream, in, 8));
            f.queue(f.lane.request().timeout(Duration.ofHours(1)));
            f.queue(f.lane.request().poll(f.stream, PollEvents.READABLE));
            f.tick();
            assertThat(f.loop.isStopped()).isFalse();
            f.loop.stop();
            assertThat(f.loop.isStopped()).isTrue();
            in.release();
        }
    }

    @Test
    @DisplayName("stop: a hand-driven loop is stopped when its last send has ended")
    void handDriven() {
        try (StreamFixture f = new StreamFixture(LIMITED)) {
            f.send("last words");
            f.loop.stop();
            assertThat(f.loop.isStopped()).isFalse();
            f.tick();
            f.tick();
            assertThat(f.loop.isStopped()).isFalse();
            f.transport.result(f.transport.last(IoOpType.SEND), 10);
            f.tick();
            f.tick();
            assertThat(f.loop.isStopped()).isTrue();
        }
    }

    @Test
    @DisplayName("stop: a send that never ends holds a run up until the limit has passed")
    void limit() {
        for (TickRate rate : List.of(TickRate.hertz(100), TickRate.whenReady(Duration.ofDays(1)))) {
            seen.clear();
            now.set(0);
            Ending queueing =
                    new Ending(
                            0,
                            tick -> assertThat(tick.intents().queue(nop(tick).lasting())).isTrue());
            try (TickLoop loop = loopOf(LIMITED, queueing)) {
                loop.run(rate);
                assertThat(seen).contains("stopping 1");
                assertThat(now.get()).as("%s", rate).isBetween(90_000_000L, 120_000_000L);
                ScriptedProvider.last().completingAll();
            }
        }
    }

    @Test
    @DisplayName("stop: in a parallel phase every system is told once, and errors have their place")
    void parallel() {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<String> told = new ArrayList<>();
        TickSystem failing =
                new TickSystem() {
                    @Override
                    public void run(TickContext tick) {
                        if (tick.number() == 0) {
                            tick.stop();
                        }
                    }

                    @Override
                    public void stopping(TickContext tick) {
                        throw new IllegalStateException("tick " + tick.number());
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .onError(
                                error -> {
                                    told.add(error.source() + " " + error.cause().getMessage());
                                    return ErrorPolicy.Action.CONTINUE;
                                })
                        .phase("p", p -> p.parallel(threads).systems(failing, failing, failing))
                        .build()) {
            loop.run(TickRate.hertz(1000));
            assertThat(told)
                    .containsExactly("STOPPING tick 1", "STOPPING tick 1", "STOPPING tick 1");
        } finally {
            threads.shutdown();
        }
    }

    @Test
    @DisplayName("pause: a run ends after its tick, and the next one goes on from there")
    void pause() {
        TickLoop[] self = new TickLoop[1];
        TickSystem pausing =
                new Ending(9, tick -> {}) {
                    @Override
                    public void run(TickContext tick) {
                        super.run(tick);
                        if (tick.number() == 0) {
                            boolean unused = tick.intents().queue(nop(tick).lasting());
                            self[0].pause();
                        }
                    }
                };
        try (TickLoop loop = loopOf(LIMITED, pausing)) {
            self[0] = loop;
            loop.run(TickRate.hertz(100));
            assertThat(seen).containsExactly("run 0");
            loop.pause();
            loop.run(TickRate.hertz(100));
            assertThat(seen).hasSize(1);
            ScriptedProvider.last().completingAll();
            loop.run(TickRate.hertz(100));
            assertThat(seen).contains("run 9", "stopping 10");
        }
    }

    @Test
    @DisplayName("stop: a system whose run throws is told all the same")
    void toldAfterAnException() {
        Ending throwing =
                new Ending(0, tick -> {}) {
                    @Override
                    public void run(TickContext tick) {
                        super.run(tick);
                        throw new IllegalStateException("tick " + tick.number());
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .onError(error -> ErrorPolicy.Action.CONTINUE)
                        .phase("p", p -> p.system(throwing))
                        .build()) {
            loop.run(TickRate.hertz(1000));
            assertThat(seen).containsExactly("run 0", "run 1 stopping", "stopping 1");
        }
    }

    @Test
    @DisplayName("signals: the hook is registered once, and taken back when the loop is closed")
    void hookIsTakenBack() {
        TickLoop loop = loopOf(BatchConfig.DEFAULT, tick -> {});
        loop.stopOnSignals();
        loop.stopOnSignals();
        loop.close();
        assertThatThrownBy(loop::tick).hasMessageContaining("closed");
    }
}
