package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Receives whose buffers come from a group, single and multishot. */
abstract class GroupTck extends TckCase {
    private static final int GROUP = 7;
    private static final int BUFFER_BYTES = 256;
    private static final int COUNT = 16;
    private static final int SHARE = 4;

    GroupTck(String transport) {
        super(transport);
    }

    /** Takes the bytes of a receive, and counts its shots at each delivery point. */
    private static final class Taker implements CompletionCallback {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Map<Long, Integer> shotsByTick = new HashMap<>();
        boolean isOver;
        int lastResult = Integer.MIN_VALUE;

        @Override
        public void completed(IoCompletion completion, TickContext tick) {
            assertThat(isOver).isFalse();
            if (completion.hasBuffer()) {
                ByteBuf buffer = completion.buffer();
                assertThat(buffer.readableBytes()).isEqualTo(completion.result());
                bytes.writeBytes(ByteBufUtil.getBytes(buffer));
                shotsByTick.merge(tick.number(), 1, Integer::sum);
            }
            isOver = completion.isLast();
            lastResult = completion.result();
        }
    }

    private LoopFixture groupLoop() {
        return groupLoop(512);
    }

    private LoopFixture groupLoop(int multishotRoom) {
        return loop(groupConfig(multishotRoom));
    }

    private static BatchConfig groupConfig(int multishotRoom) {
        return BatchConfig.builder()
                .laneCapacity(512)
                .multishotRoom(multishotRoom)
                .bufferGroup(new BufferGroup(GROUP, BUFFER_BYTES, COUNT, SHARE))
                .build();
    }

    private static Taker take(LoopFixture loop, IoStream stream) {
        Taker taker = new Taker();
        loop.queue(loop.request().recv(stream).fromGroup(GROUP).multishot().onComplete(taker));
        return taker;
    }

    @Test
    @DisplayName("a single receive takes a buffer of its group, with the data between its indices")
    void single() {
        LoopFixture loop = groupLoop();
        Connection connection = connect(loop);
        for (int i = 1; i <= 3 * COUNT; i++) {
            byte[] sent = randomBytes(i);
            Taker taker = new Taker();
            loop.queue(loop.request().recv(connection.stream()).fromGroup(GROUP).onComplete(taker));
            connection.peer().send(sent);
            loop.until("data", () -> taker.isOver);
            int received = taker.bytes.size();
            assertThat(taker.bytes.toByteArray()).isEqualTo(Arrays.copyOf(sent, received));
            if (received < i) {
                Outcome rest =
                        loop.finish(
                                loop.request()
                                        .recv(connection.stream(), buffers.keep(i), i - received));
                assertThat(rest.isOk()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("a multishot receive brings 1 MiB through a small group, in order, to the end")
    void multishotToTheEnd() {
        LoopFixture loop = groupLoop();
        Connection connection = connect(loop);
        byte[] sent = randomBytes(1 << 20);
        Taker taker = take(loop, connection.stream());
        FutureTask<Boolean> sending =
                inBackground(
                        () -> {
                            connection.peer().send(sent);
                            connection.peer().shutdown();
                            return true;
                        });
        loop.until("the end of the stream", () -> taker.isOver);
        assertThat(get(sending)).isTrue();
        assertThat(taker.lastResult).isZero();
        assertThat(taker.bytes.toByteArray()).isEqualTo(sent);
    }

    @Test
    @DisplayName("a peer that floods gets its share of the group in a tick, and no more")
    void shares() {
        LoopFixture loop = groupLoop();
        IoListener listener = loop.listen();
        Connection flood = connect(loop, listener);
        List<Connection> honest = new ArrayList<>();
        List<Taker> takers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            honest.add(connect(loop, listener));
            takers.add(take(loop, honest.get(i).stream()));
        }
        Taker flooded = take(loop, flood.stream());
        byte[] sent = randomBytes(400_000);
        FutureTask<Boolean> flooding =
                inBackground(
                        () -> {
                            flood.peer().send(sent);
                            return true;
                        });
        for (int round = 1; round <= 10; round++) {
            for (Connection each : honest) {
                each.peer().send(new byte[100]);
            }
            int expected = 100 * round;
            loop.until(
                    "the honest peers' bytes",
                    () -> takers.stream().allMatch(taker -> taker.bytes.size() == expected));
        }
        loop.until("the flood's end", () -> flooded.bytes.size() == sent.length);
        assertThat(get(flooding)).isTrue();
        assertThat(flooded.bytes.toByteArray()).isEqualTo(sent);
        assertThat(flooded.shotsByTick.values()).allMatch(shots -> shots <= SHARE);
    }

    @Test
    @DisplayName("an empty group pauses its receives; they go on when buffers come back")
    void emptyGroup() {
        LoopFixture loop = groupLoop();
        IoListener listener = loop.listen();
        List<ByteBuf> held = new ArrayList<>();
        CompletionCallback hold =
                (completion, tick) -> {
                    if (completion.hasBuffer()) {
                        held.add(completion.buffer().retain());
                    }
                };
        int connections = COUNT + 8;
        for (int i = 0; i < connections; i++) {
            Connection connection = connect(loop, listener);
            loop.queue(
                    loop.request()
                            .recv(connection.stream())
                            .fromGroup(GROUP)
                            .multishot()
                            .onComplete(hold));
            connection.peer().send(new byte[] {(byte) i});
        }
        loop.until("the whole group", () -> held.size() == COUNT);
        for (int i = 0; i < 10; i++) {
            loop.tick();
        }
        assertThat(held).as("never more than the group has").hasSize(COUNT);
        List<Integer> bytes = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int seen = i;
            loop.until("the next one", () -> held.size() > seen);
            bytes.add((int) held.get(i).readByte());
            held.get(i).release();
        }
        assertThat(bytes).doesNotHaveDuplicates().hasSize(connections);
    }

    @Test
    @DisplayName("a cancel ends a receive whose share the program keeps")
    void cancelWithShareKept() {
        LoopFixture loop = groupLoop();
        Connection connection = connect(loop);
        List<ByteBuf> held = new ArrayList<>();
        List<IoStatus> ends = new ArrayList<>();
        long receive =
                loop.queue(
                        loop.request()
                                .recv(connection.stream())
                                .fromGroup(GROUP)
                                .multishot()
                                .onComplete(
                                        (completion, tick) -> {
                                            if (completion.hasBuffer()) {
                                                held.add(completion.buffer().retain());
                                            }
                                            if (completion.isLast()) {
                                                ends.add(completion.status());
                                            }
                                        }));
        connection.peer().send(new byte[BUFFER_BYTES * COUNT * 2]);
        loop.until("the share", () -> held.size() >= SHARE);
        loop.tick();
        loop.queue(loop.request().cancel(receive));
        loop.until("the end", () -> !ends.isEmpty());
        assertThat(ends).containsExactly(IoStatus.ECANCELED);
        held.forEach(ByteBuf::release);
    }

    @Test
    @DisplayName("a completion ring without room pauses multishot receives and loses nothing")
    void noShotRoom() {
        LoopFixture loop = groupLoop(2);
        IoListener listener = loop.listen();
        List<Connection> connections = new ArrayList<>();
        List<Taker> takers = new ArrayList<>();
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            connections.add(connect(loop, listener));
            takers.add(take(loop, connections.get(i).stream()));
            sent.add(randomBytes(3_000));
            connections.get(i).peer().send(sent.get(i));
        }
        for (int i = 0; i < 8; i++) {
            Taker taker = takers.get(i);
            loop.until("all bytes", () -> taker.bytes.size() == 3_000);
            assertThat(taker.bytes.toByteArray()).isEqualTo(sent.get(i));
        }
    }

    @Test
    @DisplayName("a buffer that the program retained keeps its data beyond the completion")
    void retained() {
        LoopFixture loop = groupLoop();
        Connection connection = connect(loop);
        List<ByteBuf> held = new ArrayList<>();
        loop.queue(
                loop.request()
                        .recv(connection.stream())
                        .fromGroup(GROUP)
                        .onComplete((c, tick) -> held.add(c.buffer().retain())));
        connection.peer().send(new byte[] {1, 2, 3});
        loop.until("data", () -> held.size() == 1);
        Taker taker = take(loop, connection.stream());
        connection.peer().send(new byte[5_000]);
        loop.until("more data", () -> taker.bytes.size() == 5_000);
        assertThat(ByteBufUtil.getBytes(held.get(0))).containsExactly(1, 2, 3);
        held.get(0).release();
    }

    @Test
    @DisplayName("a cancel ends a multishot receive; data that was there before is delivered")
    void cancel() {
        LoopFixture loop = groupLoop();
        Connection connection = connect(loop);
        Taker taker = new Taker();
        long ticket =
                loop.queue(
                        loop.request()
                                .recv(connection.stream())
                                .fromGroup(GROUP)
                                .multishot()
                                .onComplete(taker));
        connection.peer().send(new byte[10]);
        loop.until("data", () -> taker.bytes.size() == 10);
        assertThat(loop.finish(loop.request().cancel(ticket)).result()).isZero();
        loop.until("the end", () -> taker.isOver);
        assertThat(taker.lastResult).isEqualTo(IoStatus.ECANCELED.result());
        Taker next = take(loop, connection.stream());
        connection.peer().send(new byte[10]);
        loop.until("data", () -> next.bytes.size() == 10);
    }

    @Test
    @DisplayName("a close ends a multishot receive in flight, and so does the loop's end")
    void closeInFlight() {
        LoopFixture loop = groupLoop();
        IoListener listener = loop.listen();
        Connection connection = connect(loop, listener);
        Taker taker = take(loop, connection.stream());
        connection.peer().send(new byte[1_000]);
        loop.tick();
        assertThat(loop.finish(loop.request().close(connection.stream())).isOk()).isTrue();
        assertThat(taker.isOver).isTrue();
        Connection other = connect(loop, listener);
        Taker left = take(loop, other.stream());
        other.peer().send(new byte[100_000]);
        loop.tick();
        loop.close();
        assertThat(left.isOver).isTrue();
    }

    @Test
    @DisplayName("a reset ends a multishot receive with ECONNRESET")
    void reset() {
        LoopFixture loop = groupLoop();
        Connection connection = connect(loop);
        Taker taker = take(loop, connection.stream());
        loop.tick();
        connection.peer().reset();
        loop.until("the end", () -> taker.isOver);
        assertThat(taker.lastResult).isEqualTo(IoStatus.ECONNRESET.result());
    }

    /** Keeps what it receives until the whole group is out, and knows when all has come. */
    private static final class Keeper {
        final BlockingQueue<ByteBuf> held = new ArrayBlockingQueue<>(COUNT);
        final int expected;
        int received;

        Keeper(int expected) {
            this.expected = expected;
        }

        void run(TickContext tick, IoListener listener) {
            if (tick.number() == 0) {
                tick.intents().queue(tick.request().accept(listener).onComplete(this::accepted));
            }
        }

        private void accepted(IoCompletion accept, TickContext tick) {
            var receive = tick.request().recv(accept.stream()).fromGroup(GROUP).multishot();
            tick.intents().queue(receive.onComplete(this::received));
        }

        private void received(IoCompletion receive, TickContext tick) {
            if (receive.hasBuffer()) {
                received += receive.result();
                held.add(receive.buffer().retain());
            }
        }
    }

    /** Runs a loop whose longest idle time is longer than the test may take. */
    private void runWhenReady(Keeper keeper, Consumer<TickLoop> inEachTick, Runnable other) {
        IoListener[] listeners = new IoListener[1];
        TickLoop[] loops = new TickLoop[1];
        TickSystem system =
                tick -> {
                    keeper.run(tick, listeners[0]);
                    inEachTick.accept(loops[0]);
                };
        loops[0] =
                own(
                        builder()
                                .config(groupConfig(512))
                                .phase("phase", phase -> phase.system(system))
                                .build());
        listeners[0] = loops[0].listen(Loopback.anyPort(), SocketOptions.DEFAULT);
        FutureTask<Boolean> peer =
                inBackground(
                        () -> {
                            try (Peer sender = Peer.connect(listeners[0].localAddress())) {
                                sender.send(new byte[keeper.expected]);
                                other.run();
                            } finally {
                                loops[0].stop();
                            }
                            return true;
                        });
        loops[0].run(TickRate.whenReady(Duration.ofMinutes(10)));
        assertThat(get(peer)).isTrue();
        keeper.held.forEach(ByteBuf::release);
    }

    @Test
    @DisplayName("group: a buffer that another thread gives back ends a wait for readiness")
    void releasedByAnotherThread() {
        Keeper keeper = new Keeper(8 * COUNT * BUFFER_BYTES);
        runWhenReady(
                keeper,
                loop -> {},
                () -> {
                    Deadline.await("the whole group", () -> keeper.held.size() == COUNT);
                    for (int seen = 0; seen < keeper.expected; ) {
                        Deadline.await("a buffer", () -> !keeper.held.isEmpty());
                        ByteBuf buffer = keeper.held.remove();
                        seen += buffer.readableBytes();
                        buffer.release();
                    }
                });
        assertThat(keeper.received).isEqualTo(keeper.expected);
    }

    @Test
    @DisplayName("group: buffers that a system gives back have data come without another event")
    void releasedInTick() {
        Keeper keeper = new Keeper(8 * COUNT * BUFFER_BYTES);
        CountDownLatch end = new CountDownLatch(1);
        runWhenReady(
                keeper,
                loop -> {
                    if (keeper.held.size() == COUNT) {
                        keeper.held.forEach(ByteBuf::release);
                        keeper.held.clear();
                    }
                    if (keeper.received == keeper.expected) {
                        end.countDown();
                    }
                },
                () -> Deadline.await("all data", () -> end.getCount() == 0));
    }

    @Test
    @DisplayName("an unknown group, a group besides a buffer and a second one are misuse")
    void misuse() {
        LoopFixture loop = groupLoop();
        IoStream stream = connect(loop).stream();
        assertThatThrownBy(() -> loop.queue(loop.request().recv(stream).fromGroup(8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8");
        assertThatThrownBy(() -> loop.queue(loop.request().recv(stream)))
                .isInstanceOf(IllegalArgumentException.class);
        ByteBuf own = buffers.keep(8);
        assertThatThrownBy(() -> loop.request().recv(stream, own, 8).fromGroup(GROUP))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> loop.request().recv(stream, own, 8).multishot())
                .isInstanceOf(IllegalStateException.class);
        BufferGroup group = new BufferGroup(1, 1, 1);
        assertThatThrownBy(() -> BatchConfig.builder().bufferGroup(group).bufferGroup(group))
                .hasMessageContaining("a second buffer group 1");
        assertThatThrownBy(() -> new BufferGroup(70_000, 1, 1)).hasMessageContaining("70000");
    }
}
