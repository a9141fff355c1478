package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.watch.IntentView;
import io.tickwire.watch.LoopObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Mistakes of a program's parts, and of a transport within a delivery, and what they must not do.
 */
class MisfortuneTest {
    private final IllegalStateException mine = new IllegalStateException("mine");

    @Test
    @DisplayName("a stop in the tick of an exception ends the next run at once")
    void stopIsNotLost() {
        int[] ticks = new int[1];
        TickLoop[] self = new TickLoop[1];
        TickSystem failing =
                tick -> {
                    ticks[0]++;
                    self[0].stop();
                    throw mine;
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.system(failing))
                        .build()) {
            self[0] = loop;
            TickRate rate = TickRate.whenReady(Duration.ofDays(1));
            assertThatThrownBy(() -> loop.run(rate)).isSameAs(mine);
            loop.run(rate);
            assertThat(ticks[0]).isEqualTo(1);
            assertThatThrownBy(() -> loop.run(rate)).isSameAs(mine);
        }
    }

    @Test
    @DisplayName("an executor that begins nothing collects no more tasks than there are helpers")
    void busyExecutorCollectsNothing() {
        List<Runnable> tasks = new ArrayList<>();
        int[] runs = new int[1];
        TickSystem counting = tick -> runs[0]++;
        TickSystem idle = tick -> {};
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.parallel(tasks::add).system(counting).system("b", idle))
                        .build()) {
            for (int tick = 0; tick < 100; tick++) {
                loop.tick();
            }
            int helpers = tasks.size();
            assertThat(helpers).isLessThan(2);
            tasks.forEach(Runnable::run);
            loop.tick();
            assertThat(tasks).hasSize(2 * helpers);
            assertThat(runs[0]).isEqualTo(101);
        }
    }

    @Test
    @DisplayName("an executor that throws an Error holds no tick up and keeps no lane")
    void executorThrowsAnError() {
        Executor broken =
                task -> {
                    throw new AssertionError("broken");
                };
        int[] runs = new int[1];
        TickSystem counting = tick -> runs[0]++;
        TickSystem idle = tick -> {};
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.parallel(broken).system(counting).system("b", idle))
                        .build()) {
            if (Runtime.getRuntime().availableProcessors() > 1) {
                assertThatThrownBy(loop::tick).hasMessage("broken");
                assertThatThrownBy(loop::tick).hasMessage("broken");
                assertThat(runs[0]).isEqualTo(2);
            }
        }
    }

    @Test
    @DisplayName("an error policy may throw what it was given")
    void policyThrowsWhatItWasGiven() {
        ErrorPolicy policy =
                error -> {
                    throw mine;
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .onError(policy)
                        .phase(
                                "p",
                                p ->
                                        p.system(
                                                tick -> {
                                                    throw mine;
                                                }))
                        .build()) {
            assertThatThrownBy(loop::tick).isSameAs(mine);
            assertThatThrownBy(loop::tick).isSameAs(mine);
        }
    }

    @Test
    @DisplayName("what an observer throws goes to the error policy, and the loop goes on")
    void observerThrows() {
        LoopObserver observer =
                new LoopObserver() {
                    @Override
                    public void sealed(IntentView intent) {
                        throw mine;
                    }
                };
        List<String> places = new ArrayList<>();
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .observer(observer)
                        .onError(
                                error -> {
                                    places.add(error.source() + " " + error.lane());
                                    return ErrorPolicy.Action.CONTINUE;
                                })
                        .phase("p", p -> p.lane("lane"))
                        .build()) {
            ScriptedProvider.last().completingAll();
            loop.beginTick();
            assertThat(loop.lane("lane").intents().queue(loop.lane("lane").request().nop()))
                    .isTrue();
            loop.endPhase("p");
            assertThat(loop.lane("lane").completions().size()).isEqualTo(1);
            assertThat(places).containsExactly("OBSERVER Optional.empty");
        }
    }

    @Test
    @DisplayName("D1: a transport that fails within a delivery loses nothing of it, nor its order")
    void transportFailsWithinADelivery() {
        BatchConfig config = BatchConfig.builder().resources(1).build();
        StreamFixture f = new StreamFixture(config);
        List<String> seen = new ArrayList<>();
        CompletionCallback log = (end, tick) -> seen.add(end.operation() + " " + end.status());
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        f.queue(f.lane.request().nop().lasting().onComplete(log));
        f.queue(f.lane.request().connect(address).onComplete(log));
        f.queue(f.lane.request().nop().lasting().onComplete(log));
        f.queue(f.lane.request().connect(address).onComplete(log));
        f.queue(f.lane.request().send(f.stream, StreamFixture.buffer("a")).onComplete(log));
        f.loop.endPhase("phase");
        f.transport.submitted(IoOpType.NOP).forEach(nop -> f.transport.result(nop, 0));
        f.transport
                .submitted(IoOpType.CONNECT)
                .forEach(connect -> f.transport.opened(connect, true));
        f.transport.closeFailure = mine;
        assertThatThrownBy(f.loop::beginTick).isInstanceOf(TransportException.class).hasCause(mine);
        assertThat(seen)
                .containsExactly(
                        "NOP OK",
                        "CONNECT EMFILE",
                        "NOP OK",
                        "CONNECT EMFILE",
                        "SEND TRANSPORT_FAILED");
    }

    @Test
    @DisplayName("a prompt SPLICE leaves no count behind: a later CLOSE of its source is prompt")
    void promptSpliceIsCountedOut() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.quick = null;
            f.transport.script = (t, batch) -> t.opened(batch.get(0), true);
            f.queue(f.lane.request().open(Path.of("any")));
            f.tick();
            f.transport.script = (t, batch) -> {};
            f.tick();
            IoFile file = (IoFile) f.loop.resource(1).orElseThrow();
            f.transport.completingAll();
            f.queue(f.lane.request().splice(file, f.stream, 10).prompt());
            f.transport.script =
                    (t, batch) ->
                            batch.forEach(op -> t.result(op, op.type() == IoOpType.READ ? 0 : 10));
            for (int tick = 0; tick < 4; tick++) {
                f.tick();
            }
            assertThat(ResourceWork.of(file).lastingUndelivered).isZero();
            assertThat(ResourceWork.of(file).isFinished()).isTrue();
            assertThat(ResourceWork.of(f.stream).isFinished()).isTrue();
            assertThat(f.stream.pendingSends()).isZero();
        }
    }

    @Test
    @DisplayName("D6: behind a send refused for its stream's bound none passes until it is seen")
    void nothingPassesARefusedSend() {
        BatchConfig config =
                BatchConfig.builder().streamPending(10, 8).linger(Duration.ofMillis(100)).build();
        try (StreamFixture f = new StreamFixture(config)) {
            f.send("aaaaaa");
            f.send("bbbbbb");
            f.send("c");
            f.loop.endPhase("phase");
            ByteBuf late = StreamFixture.buffer("d");
            f.loop.beginTick();
            assertThat(f.seen()).containsExactly("SEND=ENOBUFS", "SEND=ENOBUFS");
            f.queue(f.lane.request().send(f.stream, late));
            f.transport.result(f.transport.last(IoOpType.SEND), 6);
            assertThat(f.tick()).containsExactly("SEND=6");
            f.tick();
            f.transport.result(f.transport.last(IoOpType.SEND), 1);
            assertThat(f.tick()).containsExactly("SEND=1");
            assertThat(f.stream.pendingBytes()).isZero();
        }
    }

    @Test
    @DisplayName("what lost its memory within a phase ends its chain before it is delivered")
    void endsOfChainsComeBeforeTheirSlotsAreUsedAgain() {
        List<String> seen = new ArrayList<>();
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .onError(error -> ErrorPolicy.Action.CONTINUE)
                        .phase("first", p -> p.lane("lane").wait(WaitPolicy.noWait()))
                        .phase("second", p -> p.lane("other").wait(WaitPolicy.noWait()))
                        .build()) {
            ScriptedTransport transport = ScriptedProvider.last();
            transport.isPassingAtFlush = true;
            transport.script = (t, batch) -> t.opened(batch.get(0), true);
            Lane lane = loop.lane("lane");
            IoFile[] file = new IoFile[1];
            loop.beginTick();
            IoRequest open = lane.request().open(Path.of("any"));
            lane.intents().queue(open.onComplete((end, tick) -> file[0] = end.file()));
            loop.endPhase("first");
            ByteBuf bytes = StreamFixture.buffer("x");
            transport.script =
                    (t, batch) -> {
                        batch.forEach(
                                operation ->
                                        t.result(
                                                operation,
                                                ScriptedTransport.defaultResult(operation)));
                        if (bytes.refCnt() > 0) {
                            bytes.release(); // as another thread may
                        }
                    };
            loop.endPhase("second");
            loop.beginTick();
            lane.intents().queue(lane.request().nop().linked());
            IoRequest write = lane.request().write(file[0], bytes, 1).linked();
            lane.intents()
                    .queue(write.onComplete((end, tick) -> seen.add("WRITE " + end.status())));
            lane.intents().queue(lane.request().timeout(Duration.ofDays(1)));
            IoRequest nop = lane.request().nop();
            lane.intents().queue(nop.onComplete((end, tick) -> queueChain(tick, seen)));
            loop.endPhase("first");
            loop.endPhase("second");
            loop.tick();
            assertThat(seen).containsExactly("WRITE EFAULT", "leader OK", "follower OK");
        }
    }

    /** The leader gets the slot of the intent that was delivered last. */
    private static void queueChain(TickContext tick, List<String> seen) {
        for (String name : List.of("leader", "follower")) {
            IoRequest nop = tick.request().nop().linked();
            tick.intents()
                    .queue(nop.onComplete((end, later) -> seen.add(name + " " + end.status())));
        }
    }

    @Test
    @DisplayName("a system cannot wait for room, and is told so")
    void aSystemCannotWaitForRoom() {
        TickSystem system = tick -> tick.whenRoom(later -> true);
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.system(system))
                        .build()) {
            assertThatThrownBy(loop::tick)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("only callbacks");
        }
    }

    @Test
    @DisplayName("what waits for room is tried again at the end of a phase, before a wait")
    void roomAtTheEndOfAPhaseIsUsed() {
        try (StreamFixture f =
                new StreamFixture(BatchConfig.builder().laneCapacity(1).laneInFlight(1).build())) {
            IoIntentQueue[] callbacks = new IoIntentQueue[1];
            f.transport.isPassingAtFlush = true;
            f.transport.script = (t, batch) -> batch.forEach(operation -> t.result(operation, 0));
            f.loop.endPhase("phase");
            f.loop.beginTick();
            f.queue(
                    f.lane.request()
                            .nop()
                            .onComplete(
                                    (nop, tick) -> {
                                        callbacks[0] = tick.intents();
                                        tick.whenRoom(
                                                later ->
                                                        later.intents()
                                                                .queue(later.request().nop()));
                                    }));
            f.loop.endPhase("phase");
            assertThat(callbacks[0].size()).isEqualTo(1);
        }
    }
}
