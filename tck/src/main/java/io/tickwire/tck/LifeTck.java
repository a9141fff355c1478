package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.ErrorPolicy;
import io.tickwire.IoCompletion;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoListener;
import io.tickwire.IoOpType;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import io.tickwire.WaitPolicy;
import io.tickwire.recipes.WholeFiles;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A loop's life: run, stop, errors of user code, close. */
abstract class LifeTck extends TckCase {
    private static final Duration LONG = Duration.ofHours(1);

    private static final BatchConfig TINY =
            BatchConfig.builder()
                    .laneCapacity(4)
                    .laneInFlight(8)
                    .callbackCapacity(4)
                    .resources(16)
                    .multishotRoom(4)
                    .build();

    LifeTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("stop() from another thread ends run(), while it waits and while it ticks")
    void stopFromOtherThread() {
        for (TickRate rate :
                List.of(
                        TickRate.whenReady(LONG),
                        TickRate.whenReady(Duration.ZERO),
                        TickRate.hertz(0.001),
                        TickRate.hertz(2_000))) {
            try (TickLoop loop = builder().phase("p", phase -> phase.lane("l")).build()) {
                loop.tick();
                FutureTask<Boolean> stopper =
                        inBackground(
                                () -> {
                                    loop.stop();
                                    return true;
                                });
                loop.run(rate);
                get(stopper);
            }
        }
    }

    @Test
    @DisplayName("stop() before run() ends it at once, and only that one")
    void stopBeforeRun() {
        List<Long> ticks = new ArrayList<>();
        TickLoop[] loops = new TickLoop[1];
        TickSystem system =
                tick -> {
                    ticks.add(tick.number());
                    if (ticks.size() == 3) {
                        loops[0].stop();
                    }
                };
        try (TickLoop loop = builder().phase("p", phase -> phase.system(system)).build()) {
            loops[0] = loop;
            loop.stop();
            loop.run(TickRate.hertz(1_000));
            assertThat(ticks).isEmpty();
            loop.run(TickRate.hertz(1_000));
            assertThat(ticks).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    @DisplayName("stop: a save and a last message queued in stopping() are done when run returns")
    void lastWords() throws IOException {
        Path path = directory().resolve("world");
        byte[] world = randomBytes(300_000);
        byte[] farewell = randomBytes(100_000);
        List<IoStatus> saved = new ArrayList<>();
        for (TickRate rate : List.of(TickRate.whenReady(LONG), TickRate.hertz(500))) {
            saved.clear();
            LastWords system = new LastWords(path, world, farewell, saved);
            try (TickLoop loop = builder().phase("p", phase -> phase.system(system)).build();
                    Peer peer = Peer.connect(system.address())) {
                FutureTask<byte[]> received = inBackground(() -> peer.receive(farewell.length));
                loop.run(rate);
                assertThat(saved).containsExactly(IoStatus.OK);
                assertThat(Files.readAllBytes(path)).isEqualTo(world);
                assertThat(get(received)).isEqualTo(farewell);
            }
            Files.delete(path);
        }
    }

    /** Stops the loop when somebody has come, and has much to do then. */
    private static final class LastWords implements TickSystem {
        private final Path path;
        private final byte[] world;
        private final byte[] farewell;
        private final List<IoStatus> saved;
        private final List<IoListener> listeners = new ArrayList<>();
        private final List<IoStream> guests = new ArrayList<>();

        LastWords(Path path, byte[] world, byte[] farewell, List<IoStatus> saved) {
            this.path = path;
            this.world = world;
            this.farewell = farewell;
            this.saved = saved;
        }

        SocketAddress address() {
            return listeners.get(0).localAddress();
        }

        @Override
        public void setUp(SystemSetup setup) {
            listeners.add(setup.listen(Loopback.anyPort()));
        }

        @Override
        public void run(TickContext tick) {
            if (tick.number() == 0) {
                tick.intents().queue(tick.request().accept(listeners.get(0)).multishot());
            }
            for (IoCompletion completion : tick.completions()) {
                if (completion.operation() == IoOpType.ACCEPT && completion.isOk()) {
                    guests.add(completion.stream());
                    tick.stop();
                }
            }
        }

        @Override
        public void stopping(TickContext tick) {
            IoIntentQueue intents = tick.intents();
            ByteBuf content = Unpooled.directBuffer(world.length).writeBytes(world);
            WholeFiles.saveOrRelease(intents, path, content, (status, later) -> saved.add(status));
            ByteBuf last = Unpooled.directBuffer(farewell.length).writeBytes(farewell);
            intents.queueOrRelease(tick.request().send(guests.get(0), last));
            intents.queue(tick.request().close(guests.get(0)));
        }
    }

    @Test
    @DisplayName("an interrupt ends run(whenReady) and stays set")
    void interruptEndsRunWhenReady() throws InterruptedException {
        assertInterruptEnds(TickRate.whenReady(Duration.ofMillis(20)));
    }

    @Test
    @DisplayName("an interrupt ends run(hertz) and stays set")
    void interruptEndsRunAtFixedRate() throws InterruptedException {
        assertInterruptEnds(TickRate.hertz(50));
    }

    @Test
    @DisplayName("close() from a task of the event loop is refused while the loop waits")
    void closeFromEventLoopTask() {
        TickLoop[] loops = new TickLoop[1];
        List<String> refusals = new ArrayList<>();
        Runnable task =
                () -> {
                    try {
                        loops[0].close();
                    } catch (IllegalStateException e) {
                        refusals.add(String.valueOf(e.getMessage()));
                    }
                    loops[0].stop();
                };
        TickSystem system = tick -> loops[0].eventLoop().ifPresent(loop -> loop.execute(task));
        try (TickLoop loop = builder().phase("p", phase -> phase.system("s", system)).build()) {
            loops[0] = loop;
            assumeTrue(loop.eventLoop().isPresent(), "the transport has no event loop");
            loop.run(TickRate.whenReady(LONG));
        }
        assertThat(refusals).singleElement().asString().contains("stop()");
    }

    @Test
    @DisplayName("run(whenReady) starts a tick when a connection comes")
    void whenReadyWakesForCompletions() {
        TickLoop[] loops = new TickLoop[1];
        List<Long> accepted = new ArrayList<>();
        ServerSystem system = new ServerSystem(loops, accepted);
        try (TickLoop loop = builder().phase("p", phase -> phase.system(system)).build()) {
            loops[0] = loop;
            loop.tick();
            FutureTask<Boolean> peer =
                    inBackground(
                            () -> {
                                Peer.connect(system.address()).close();
                                return true;
                            });
            loop.run(TickRate.whenReady(LONG));
            get(peer);
        }
        assertThat(accepted).hasSize(1);
    }

    @Test
    @DisplayName(
            "an exception of a system is rethrown from tick(); queued intents stay, ticks go on")
    void exceptionOfSystem() {
        IllegalStateException mine = new IllegalStateException("mine");
        List<String> seen = new ArrayList<>();
        TickSystem system =
                tick -> {
                    note(tick, seen);
                    tick.intents().queue(tick.request().nop().userData(tick.number()));
                    if (tick.number() == 1) {
                        throw mine;
                    }
                };
        try (TickLoop loop =
                builder()
                        .phase("p", phase -> phase.system(system).wait(WaitPolicy.awaitPrompt()))
                        .build()) {
            loop.tick();
            assertThatThrownBy(loop::tick).isSameAs(mine);
            loop.tick();
            loop.tick();
            assertThat(loop.stats().snapshot().errors()).isEqualTo(1);
        }
        assertThat(seen).containsExactly("0", "1", "2");
    }

    @Test
    @DisplayName("an exception of a callback changes no other delivery and is rethrown after it")
    void exceptionOfCallback() {
        IllegalStateException mine = new IllegalStateException("mine");
        List<Long> called = new ArrayList<>();
        LoopFixture loop = loop();
        for (int i = 0; i < 5; i++) {
            loop.queue(
                    loop.request()
                            .nop()
                            .userData(i)
                            .onComplete(
                                    (done, tick) -> {
                                        called.add(done.userData());
                                        if (done.userData() == 2) {
                                            throw mine;
                                        }
                                    }));
        }
        loop.begin();
        assertThatThrownBy(loop::end).isSameAs(mine);
        assertThat(called).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(loop.finish(loop.request().nop()).isOk()).isTrue();
    }

    @Test
    @DisplayName("several exceptions of one delivery are rethrown as one, the others suppressed")
    void severalExceptions() {
        LoopFixture loop = loop();
        for (int i = 0; i < 3; i++) {
            String message = "number " + i;
            loop.queue(
                    loop.request()
                            .nop()
                            .onComplete(
                                    (done, tick) -> {
                                        throw new IllegalStateException(message);
                                    }));
        }
        loop.begin();
        assertThatThrownBy(loop::end)
                .hasMessage("number 0")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
        loop.tick();
    }

    @Test
    @DisplayName("with a policy of CONTINUE exceptions reach the policy and nothing else stops")
    void errorPolicyContinue() {
        List<String> reported = new ArrayList<>();
        List<Long> ran = new ArrayList<>();
        TickSystem throwing =
                tick -> {
                    throw new IllegalStateException("tick " + tick.number());
                };
        TickSystem counting = tick -> ran.add(tick.number());
        try (TickLoop loop =
                builder()
                        .onError(
                                error -> {
                                    reported.add(
                                            error.lane().orElse("")
                                                    + ": "
                                                    + error.cause().getMessage());
                                    return ErrorPolicy.Action.CONTINUE;
                                })
                        .phase("p", phase -> phase.system("bad", throwing).system("good", counting))
                        .build()) {
            for (int i = 0; i < 3; i++) {
                loop.tick();
            }
        }
        assertThat(reported).containsExactly("bad: tick 0", "bad: tick 1", "bad: tick 2");
        assertThat(ran).containsExactly(0L, 1L, 2L);
    }

    @Test
    @DisplayName("an Error is rethrown whatever the policy answers")
    void errorsAreAlwaysRethrown() {
        AssertionError mine = new AssertionError("mine");
        TickSystem system =
                tick -> {
                    throw mine;
                };
        try (TickLoop loop =
                builder()
                        .onError(error -> ErrorPolicy.Action.CONTINUE)
                        .phase("p", phase -> phase.system(system))
                        .build()) {
            assertThatThrownBy(loop::tick).isSameAs(mine);
        }
    }

    @Test
    @DisplayName("close() gives callbacks their last completions, in sequence order")
    void closeCompletesEverything() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        List<Long> sequences = new ArrayList<>();
        List<IoStatus> statuses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            IoRequest request =
                    i % 2 == 0
                            ? loop.request().recv(connection.stream(), buffers.keep(8), 8)
                            : loop.request().timeout(LONG);
            loop.queue(
                    request.onComplete(
                            (done, tick) -> {
                                sequences.add(done.sequence());
                                statuses.add(done.status());
                            }));
        }
        loop.tick();
        loop.close();
        assertThat(sequences).hasSize(6).isSorted();
        assertThat(statuses).containsOnly(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("close(Duration) lets sends go out first")
    void closeDrainsSends() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        byte[] sent = randomBytes(3_000_000);
        FutureTask<byte[]> peer = inBackground(connection.peer()::receiveToEnd);
        loop.queue(loop.request().send(connection.stream(), give(sent)));
        loop.loop().close(Duration.ofSeconds(30));
        assertThat(get(peer)).isEqualTo(sent);
    }

    @Test
    @DisplayName("close(ZERO) does not wait for a peer that reads nothing")
    void closeWithoutDrain() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        List<Integer> results = new ArrayList<>();
        loop.queue(
                loop.request()
                        .send(connection.stream(), give(new byte[30_000_000]))
                        .onComplete((done, tick) -> results.add(done.result())));
        loop.tick();
        loop.loop().close(Duration.ZERO);
        assertThat(results).hasSize(1);
        assertThat(results.get(0)).isLessThan(30_000_000);
    }

    @Test
    @DisplayName("a loop that never ticked closes clean, with what was queued and listened on")
    void closeWithoutTick() {
        LoopFixture loop = loop();
        loop.listen();
        List<IoStatus> statuses = new ArrayList<>();
        loop.queue(
                loop.request()
                        .timeout(LONG)
                        .onComplete((done, tick) -> statuses.add(done.status())));
        loop.close();
        assertThat(statuses).containsExactly(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("a build that fails in setUp leaves nothing open and rethrows")
    void failingSetUp() {
        IllegalStateException mine = new IllegalStateException("mine");
        TickSystem system =
                new TickSystem() {
                    @Override
                    public void setUp(SystemSetup setup) {
                        setup.listen(Loopback.anyPort());
                        throw mine;
                    }

                    @Override
                    public void run(TickContext tick) {}
                };
        assertThatThrownBy(() -> builder().phase("p", phase -> phase.system(system)).build())
                .isSameAs(mine);
    }

    @Test
    @DisplayName("a thousand loops, opened and closed, leave no descriptor, thread or buffer")
    void thousandLoops() {
        Set<String> threadsBefore = threadNames();
        for (int i = 0; i < 1_000; i++) {
            try (LoopFixture loop = new LoopFixture(this, TINY)) {
                loop.listen();
                if (i % 3 != 0) {
                    loop.queue(loop.request().accept(loop.listen()).multishot());
                    loop.finish(loop.request().nop());
                }
            }
        }
        Deadline.await(
                "threads to end", () -> threadNames().stream().allMatch(threadsBefore::contains));
    }

    @Test
    @DisplayName("the loop says which transport it runs on, and why")
    void transportReport() {
        LoopFixture loop = loop();
        assertThat(loop.loop().transport().chosen()).isEqualTo(transport());
        assertThat(loop.loop().transport().toString()).contains(transport() + ": chosen");
    }

    private void assertInterruptEnds(TickRate rate) throws InterruptedException {
        CountDownLatch isRunning = new CountDownLatch(1);
        Thread[] threads = new Thread[1];
        TickSystem system = tick -> isRunning.countDown();
        TickLoop loop = builder().phase("p", phase -> phase.system(system)).build();
        FutureTask<Boolean> runner =
                inBackground(
                        () -> {
                            threads[0] = Thread.currentThread();
                            try (loop) {
                                loop.run(rate);
                                return Thread.interrupted();
                            }
                        });
        try {
            isRunning.await();
            threads[0].interrupt();
            assertThat(get(runner)).isTrue();
        } finally {
            loop.stop();
        }
    }

    private static void note(TickContext tick, List<String> seen) {
        for (IoCompletion completion : tick.completions()) {
            seen.add("" + completion.userData());
        }
    }

    /**
     * Names of live threads, without those that the runtime and the tests' peers come and go by.
     */
    private static Set<String> threadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("run-peer") && !name.contains("Compiler"))
                .filter(name -> !name.startsWith("ForkJoinPool"))
                .collect(Collectors.toSet());
    }

    /** Accepts one connection, then stops the loop. */
    private static final class ServerSystem implements TickSystem {
        private final TickLoop[] loops;
        private final List<Long> accepted;
        private final List<IoListener> listeners = new ArrayList<>();

        ServerSystem(TickLoop[] loops, List<Long> accepted) {
            this.loops = loops;
            this.accepted = accepted;
        }

        SocketAddress address() {
            return listeners.get(0).localAddress();
        }

        @Override
        public void setUp(SystemSetup setup) {
            listeners.add(setup.listen(Loopback.anyPort()));
        }

        @Override
        public void run(TickContext tick) {
            for (IoCompletion completion : tick.completions()) {
                accepted.add(completion.stream().id());
                loops[0].stop();
            }
            if (tick.number() == 0) {
                tick.intents().queue(tick.request().accept(listeners.get(0)));
            }
        }
    }
}
