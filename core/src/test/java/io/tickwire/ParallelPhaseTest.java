package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Phases whose systems run at the same time. */
class ParallelPhaseTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    /** Queues what its random numbers say and notes all that it sees. */
    private static final class NotingSystem implements TickSystem {
        private final List<String> seen = new ArrayList<>();
        private long lastTicket;

        @Override
        public void run(TickContext tick) {
            for (IoCompletion completion : tick.completions()) {
                seen.add(tick.number() + " sees " + completion + " of " + completion.ticket());
            }
            int count = tick.random().nextInt(8);
            for (int i = 0; i < count; i++) {
                IoRequest request = any(tick);
                boolean queued = tick.intents().queue(request);
                seen.add(tick.number() + " queues " + queued + " " + tick.intents().remaining());
                if (queued) {
                    lastTicket = request.ticket();
                    seen.add("ticket " + lastTicket);
                }
            }
        }

        private IoRequest any(TickContext tick) {
            return switch (tick.random().nextInt(5)) {
                case 0 -> tick.request().nop().linked();
                case 1 -> tick.request().timeoutNanos(tick.random().nextInt(5000));
                case 2 -> tick.request().cancel(lastTicket);
                case 3 -> tick.request().nop().onComplete(this::completed);
                default -> tick.request().nop().lasting();
            };
        }

        private void completed(IoCompletion completion, TickContext tick) {
            seen.add("callback " + completion);
            if (tick.random().nextBoolean()) {
                tick.intents().queue(tick.request().nop().userData(7));
            }
        }
    }

    private static List<List<String>> runOf(@Nullable Executor executor, long seed) {
        List<NotingSystem> systems =
                IntStream.range(0, 7).mapToObj(i -> new NotingSystem()).toList();
        AtomicLong now = new AtomicLong();
        TickLoopBuilder builder =
                TickLoop.builder()
                        .transport("scripted")
                        .seed(seed)
                        .clock(() -> now.addAndGet(1000))
                        .config(BatchConfig.builder().laneCapacity(5).laneInFlight(20).build());
        for (int phase = 0; phase < 2; phase++) {
            List<NotingSystem> ofPhase = systems.subList(phase * 3, phase == 0 ? 3 : 7);
            builder.phase(
                    "phase" + phase,
                    declared -> {
                        ofPhase.forEach(declared::system);
                        declared.wait(WaitPolicy.awaitPrompt());
                        if (executor != null) {
                            declared.parallel(executor);
                        }
                    });
        }
        try (TickLoop loop = builder.build()) {
            ScriptedProvider.last().completingAll();
            for (int i = 0; i < 60; i++) {
                loop.tick();
            }
        }
        return systems.stream().map(system -> system.seen).toList();
    }

    @Test
    @DisplayName("D2: systems that run at once give the run that they give one after the other")
    void parallelIsSerial() {
        for (int seed = 0; seed < 40; seed++) {
            assertThat(runOf(threads, seed)).as("seed %s", seed).isEqualTo(runOf(null, seed));
        }
    }

    @Test
    @DisplayName("D2: so do executors that refuse, run at once, or run what they were given later")
    void anyExecutor() {
        List<List<String>> serial = runOf(null, 99);
        Executor refusing =
                task -> {
                    throw new RejectedExecutionException("closed");
                };
        assertThat(runOf(refusing, 99)).isEqualTo(serial);
        assertThat(runOf(Runnable::run, 99)).isEqualTo(serial);
        Deque<Runnable> late = new ArrayDeque<>();
        Random random = new Random(3);
        Executor lingering =
                task -> {
                    late.add(task);
                    while (!late.isEmpty() && random.nextInt(3) > 0) {
                        late.poll().run();
                    }
                };
        assertThat(runOf(lingering, 99)).isEqualTo(serial);
        late.forEach(Runnable::run);
        assertThat(runOf(task -> new Thread(task).start(), 99)).isEqualTo(serial);
    }

    private static TickLoop loopOf(Executor executor, ErrorPolicy policy, TickSystem... systems) {
        TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .onError(policy)
                        .phase("only", phase -> phase.systems(systems).parallel(executor))
                        .build();
        ScriptedProvider.last().completingAll();
        return loop;
    }

    @Test
    @DisplayName("systems of a phase do run on several threads, and the tick waits for all")
    void atTheSameTime() {
        CyclicBarrier meeting = new CyclicBarrier(2);
        AtomicInteger met = new AtomicInteger();
        TickSystem system =
                tick -> {
                    try {
                        meeting.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    met.incrementAndGet();
                };
        try (TickLoop loop = loopOf(threads, ErrorPolicy.STOP, system, system)) {
            for (int i = 1; i <= 200; i++) {
                loop.tick();
                assertThat(met.get()).isEqualTo(2 * i);
            }
        }
    }

    @Test
    @DisplayName("misuse: while a parallel phase runs, a system reaches nothing but its own")
    void onlyOnesOwn() {
        List<Throwable> refusals = new ArrayList<>();
        TickLoop[] loop = new TickLoop[1];
        IoListener[] listener = new IoListener[1];
        TickSystem reaching =
                tick -> {
                    Lane other = loop[0].lane("only/other");
                    refusals.add(refusal(() -> other.intents().queue(other.request().nop())));
                    refusals.add(refusal(() -> other.completions().forEach(any -> {})));
                    refusals.add(refusal(() -> loop[0].resource(0)));
                    refusals.add(refusal(() -> loop[0].tick()));
                    refusals.add(refusal(() -> listener[0].pause()));
                    tick.intents().queue(tick.request().nop());
                };
        try (TickLoop made =
                TickLoop.builder()
                        .transport("scripted")
                        .phase(
                                "only",
                                phase ->
                                        phase.system("only/reaching", reaching)
                                                .system("only/other", tick -> {})
                                                .parallel(Runnable::run))
                        .build()) {
            ScriptedProvider.last().completingAll();
            loop[0] = made;
            listener[0] = made.listen(new InetSocketAddress(0), SocketOptions.DEFAULT);
            made.tick();
            assertThat(refusals).hasSize(5).allMatch(IllegalStateException.class::isInstance);
            assertThat(made.lane("only/reaching").completions().size()).isEqualTo(1);
            listener[0].pause();
            made.lane("only/other").intents().queue(made.lane("only/other").request().nop());
        }
    }

    private static @Nullable Throwable refusal(Runnable call) {
        try {
            call.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    @Test
    @DisplayName("a mailbox made in set-up is polled by its own parallel system")
    void ownMailbox() {
        List<String> polled = new ArrayList<>();
        List<Mailbox<String>> made = new ArrayList<>();
        TickSystem chat =
                new TickSystem() {
                    @Override
                    public void setUp(SystemSetup setup) {
                        made.add(setup.mailbox(new Texts(), 10));
                    }

                    @Override
                    public void run(TickContext tick) {
                        for (String text = made.get(0).poll();
                                text != null;
                                text = made.get(0).poll()) {
                            polled.add(text);
                        }
                    }
                };
        try (TickLoop loop = loopOf(threads, ErrorPolicy.STOP, chat, tick -> {})) {
            for (int i = 0; i < 50; i++) {
                made.get(0).offer("text " + i);
                loop.tick();
            }
        }
        assertThat(polled).hasSize(50).startsWith("text 0").endsWith("text 49");
    }

    private static final class Texts implements MessageCodec<String> {
        @Override
        public void encode(String message, ByteBuf into) {
            into.writeCharSequence(message, StandardCharsets.UTF_8);
        }

        @Override
        public String decode(ByteBuf from) {
            return from.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    @DisplayName("errors of parallel systems reach the policy in registration order")
    void errorsInOrder() {
        List<String> asked = new ArrayList<>();
        ErrorPolicy noting =
                error -> {
                    asked.add(error.cause().getMessage());
                    return ErrorPolicy.Action.CONTINUE;
                };
        TickSystem[] failing = new TickSystem[6];
        for (int i = 0; i < failing.length; i++) {
            String name = "failure " + i;
            failing[i] =
                    tick -> {
                        tick.intents().queue(tick.request().nop());
                        throw new IllegalStateException(name);
                    };
        }
        try (TickLoop loop = loopOf(threads, noting, failing)) {
            loop.tick();
            assertThat(asked)
                    .containsExactly(
                            "failure 0",
                            "failure 1",
                            "failure 2",
                            "failure 3",
                            "failure 4",
                            "failure 5");
            assertThat(loop.stats().snapshot().intents()).isEqualTo(6);
        }
        try (TickLoop loop = loopOf(threads, ErrorPolicy.STOP, failing)) {
            assertThatThrownBy(loop::tick).hasMessage("failure 0");
        }
    }

    @Test
    @DisplayName("an interrupt of the loop's thread does not end the wait for its systems")
    void interrupted() {
        AtomicInteger done = new AtomicInteger();
        Thread[] owner = new Thread[1];
        CyclicBarrier meeting = new CyclicBarrier(2);
        TickSystem system =
                tick -> {
                    try {
                        meeting.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    if (Thread.currentThread() != owner[0]) {
                        owner[0].interrupt();
                        while (owner[0].isInterrupted()) {
                            // The wait takes note of the interrupt before it goes on.
                            Thread.onSpinWait();
                        }
                    }
                    done.incrementAndGet();
                };
        try (TickLoop loop = loopOf(threads, ErrorPolicy.STOP, system, system)) {
            owner[0] = Thread.currentThread();
            loop.tick();
            assertThat(done.get()).isEqualTo(2);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
