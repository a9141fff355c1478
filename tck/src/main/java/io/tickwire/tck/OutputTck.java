package io.tickwire.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoFile;
import io.tickwire.IoOpType;
import io.tickwire.IoOutput;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Outputs: what lanes write to streams leaves whole, in its place, as one SEND a phase. */
abstract class OutputTck extends TckCase {
    private static final int PENDING_BYTES = 64 << 10;

    private static final BatchConfig SMALL_STREAMS =
            BatchConfig.builder()
                    .laneCapacity(512)
                    .laneInFlight(1024)
                    .resources(64)
                    .streamPending(PENDING_BYTES, 16)
                    .linger(millis(20_000))
                    .build();

    OutputTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("output: twenty writes of a phase leave as one SEND, and so do the next phase's")
    void oneSendAPhase() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        IoOutput output = loop.lane().output(connection.stream()).errorsOnly(false).userData(7);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        List<Integer> lengths = new ArrayList<>();
        loop.emptyInbox();
        int before = loop.outcomes().size();
        for (int phase = 0; phase < 10; phase++) {
            int from = written.size();
            loop.begin();
            for (int i = 0; i < 20; i++) {
                written.writeBytes(take(output, randomBytes(1 + random.nextInt(100))));
            }
            lengths.add(written.size() - from);
            loop.end();
        }
        loop.untilIdle();
        loop.tick();
        List<Outcome> sends = loop.outcomes().subList(before, loop.outcomes().size());
        assertThat(sends).extracting(Outcome::result).isEqualTo(lengths);
        assertThat(sends)
                .allMatch(send -> send.operation() == IoOpType.SEND && send.userData() == 7);
        assertThat(connection.peer().receive(written.size())).isEqualTo(written.toByteArray());
    }

    @Test
    @DisplayName("output: SENDs that succeed complete silently, and give their bytes back")
    void silentSuccess() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        loop.emptyInbox();
        int before = loop.outcomes().size();
        for (int phase = 0; phase < 10; phase++) {
            write(loop, connection, "packet");
            loop.tick();
        }
        loop.untilIdle();
        assertThat(loop.outcomes()).hasSize(before);
        assertThat(connection.stream().pendingBytes()).isZero();
        assertThat(loop.lane().intents().remaining()).isEqualTo(loop.lane().intents().capacity());
        assertThat(connection.peer().receive(60)).isEqualTo("packet".repeat(10).getBytes(US_ASCII));
    }

    @Test
    @DisplayName("D6: writes keep their place among SEND, SPLICE and SHUTDOWN of the stream")
    void placeAmongIntents() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(Files.write(directory().resolve("file"), text("spliced,")));
        Connection connection = connect(loop);
        write(loop, connection, "written,");
        loop.queue(loop.request().send(connection.stream(), give(text("sent,"))));
        write(loop, connection, "written again,");
        loop.queue(loop.request().splice(file, connection.stream(), 8));
        write(loop, connection, "and ");
        write(loop, connection, "again");
        long shutdown = loop.queue(loop.request().shutdown(connection.stream()));
        write(loop, connection, "too late");
        assertThat(loop.await(shutdown).isOk()).isTrue();
        loop.untilIdle();
        loop.tick();
        assertThat(new String(connection.peer().receiveToEnd(), US_ASCII))
                .isEqualTo("written,sent,written again,spliced,and again");
        assertThat(errors(loop)).containsExactly(IoStatus.EPIPE);
        assertThat(loop.lane().output(connection.stream()).hasRoom(1)).isFalse();
    }

    @Test
    @DisplayName("D6: a CLOSE follows what was written before it, to the last byte")
    void closeFollows() {
        LoopFixture loop = loop(SMALL_STREAMS);
        Connection connection = narrow(loop);
        byte[] last = take(loop.lane().output(connection.stream()), randomBytes(PENDING_BYTES));
        FutureTask<byte[]> peer = inBackground(connection.peer()::receiveToEnd);
        long close = loop.queue(loop.request().close(connection.stream()));
        assertThat(loop.await(close).isOk()).isTrue();
        assertThat(tickUntilDone(loop, peer)).isEqualTo(last);
        assertThat(loop.lane().output(connection.stream()).hasRoom(0)).isFalse();
        assertThat(errors(loop)).isEmpty();
    }

    @Test
    @DisplayName("D6: a CANCEL of the stream ends what was written before it, and nothing after")
    void cancelInBetween() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        write(loop, connection, "cancelled");
        loop.queue(loop.request().cancel(connection.stream()));
        write(loop, connection, "arrives");
        loop.untilIdle();
        loop.tick();
        assertThat(errors(loop)).containsExactly(IoStatus.ECANCELED);
        assertThat(connection.peer().receive(7)).isEqualTo(text("arrives"));
    }

    @Test
    @DisplayName("output: a peer that reads nothing fills its bound; what was taken arrives whole")
    void slowReader() {
        LoopFixture loop = loop(SMALL_STREAMS);
        Connection connection = narrow(loop);
        IoOutput output = loop.lane().output(connection.stream());
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        int refusals = 0;
        for (int phase = 0; phase < 60; phase++) {
            loop.begin();
            for (int i = 0; i < 20; i++) {
                byte[] packet = randomBytes(1 + random.nextInt(2_000));
                boolean hasRoom = output.hasRoom(packet.length);
                ByteBuf buffer = give(packet);
                assertThat(output.write(buffer)).isEqualTo(hasRoom);
                buffer.release();
                if (hasRoom) {
                    taken.writeBytes(packet);
                } else {
                    refusals++;
                }
            }
            loop.end();
            assertThat(connection.stream().pendingBytes()).isBetween(1, PENDING_BYTES);
            assertThat(connection.stream().pendingSends()).isBetween(1, 16);
        }
        assertThat(refusals).isPositive();
        FutureTask<byte[]> peer = inBackground(connection.peer()::receiveToEnd);
        loop.until("room", () -> output.hasRoom(PENDING_BYTES));
        taken.writeBytes(take(output, randomBytes(3 * PENDING_BYTES))); // where nothing is pending
        assertThat(output.hasRoom(1)).isFalse();
        loop.queue(loop.request().shutdown(connection.stream()));
        assertThat(tickUntilDone(loop, peer)).isEqualTo(taken.toByteArray());
        assertThat(errors(loop)).isEmpty();
    }

    @Test
    @DisplayName("broadcast: small and large packets reach all that have room, and those alone")
    void broadcasts() {
        LoopFixture loop = loop(SMALL_STREAMS);
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(i % 4 == 3 ? narrow(loop) : connect(loop));
        }
        List<IoStream> streams = all.stream().map(Connection::stream).toList();
        List<ByteArrayOutputStream> expected = new ArrayList<>();
        all.forEach(each -> expected.add(new ByteArrayOutputStream()));
        List<FutureTask<byte[]>> readers = new ArrayList<>();
        for (Connection each : all) {
            if (all.indexOf(each) % 4 != 3) {
                readers.add(inBackground(each.peer()::receiveToEnd));
            }
        }
        int refusals = 0;
        for (int phase = 0; phase < 40; phase++) {
            loop.begin();
            for (int bytes : new int[] {1 + random.nextInt(200), 5_000 + random.nextInt(5_000)}) {
                byte[] packet = randomBytes(bytes);
                ByteBuf buffer = give(packet);
                List<IoStream> refused = new ArrayList<>();
                int taken = loop.lane().broadcast(buffer, streams, refused::add);
                assertThat(buffer.refCnt()).as("the caller's").isEqualTo(1);
                buffer.release();
                assertThat(taken + refused.size()).isEqualTo(streams.size());
                refusals += refused.size();
                for (int i = 0; i < streams.size(); i++) {
                    if (!refused.contains(streams.get(i))) {
                        expected.get(i).writeBytes(packet);
                    }
                }
            }
            loop.end();
        }
        assertThat(refusals).isPositive();
        for (int i = 0; i < all.size(); i++) {
            if (i % 4 == 3) {
                readers.add(i, inBackground(all.get(i).peer()::receiveToEnd));
            }
            loop.queue(loop.request().shutdown(streams.get(i)));
            assertThat(tickUntilDone(loop, readers.get(i)))
                    .isEqualTo(expected.get(i).toByteArray());
        }
        assertThat(errors(loop)).isEmpty();
    }

    @Test
    @DisplayName("output: a peer that resets costs one error a phase in which it is written to")
    void resetPeer() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        Connection honest = connect(loop);
        connection.peer().reset();
        loop.until(
                "the first error",
                () -> {
                    write(loop, connection, "a");
                    return !errors(loop).isEmpty();
                });
        loop.untilIdle();
        loop.tick();
        int before = loop.outcomes().size();
        for (int phase = 0; phase < 5; phase++) {
            for (int i = 0; i < 10; i++) {
                write(loop, connection, "b");
                write(loop, honest, "c");
            }
            loop.tick();
        }
        loop.untilIdle();
        loop.tick();
        assertThat(loop.outcomes().subList(before, loop.outcomes().size()))
                .hasSize(5)
                .allMatch(each -> each.resource() == connection.stream())
                .allMatch(each -> each.status() == IoStatus.EPIPE);
        assertThat(connection.stream().pendingBytes()).isZero();
        assertThat(honest.peer().receive(50)).isEqualTo(text("c".repeat(50)));
    }

    @Test
    @DisplayName("output: callbacks write too, and their bytes head the next batch")
    void callbacks() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        IoStream stream = connection.stream();
        List<Boolean> taken = new ArrayList<>();
        loop.queue(
                loop.request()
                        .recv(stream, buffers.keep(8), 8)
                        .onComplete(
                                (receive, tick) ->
                                        taken.add(tick.output(stream).write(receive.buffer()))));
        connection.peer().send(text("echo "));
        Deadline deadline = new Deadline("the callback");
        for (loop.begin(); taken.isEmpty(); loop.begin()) {
            loop.end();
            deadline.check();
        }
        write(loop, connection, "tail");
        loop.end();
        loop.untilIdle();
        assertThat(taken).containsExactly(true);
        assertThat(new String(connection.peer().receive(9), US_ASCII)).isEqualTo("echo tail");
    }

    @Test
    @DisplayName("output: a loop that closes sends what was written, a broadcast's bytes too")
    void closingLoop() {
        LoopFixture loop = loop(SMALL_STREAMS);
        List<Connection> all = List.of(connect(loop), narrow(loop), connect(loop));
        all.forEach(each -> write(loop, each, "last words: "));
        byte[] content = randomBytes(20_000);
        ByteBuf packet = give(content);
        loop.lane().broadcast(packet, all.stream().map(Connection::stream).toList(), s -> {});
        packet.release();
        List<FutureTask<byte[]>> readers = new ArrayList<>();
        all.forEach(each -> readers.add(inBackground(each.peer()::receiveToEnd)));
        loop.loop().close(millis(20_000));
        for (FutureTask<byte[]> reader : readers) {
            assertThat(get(reader)).startsWith(text("last words: ")).endsWith(content);
        }
    }

    @Test
    @DisplayName("output: an abort gives back what a peer would not read, and the loop goes on")
    void abort() {
        LoopFixture loop = loop(SMALL_STREAMS);
        Connection connection = narrow(loop);
        for (int phase = 0; phase < 10; phase++) {
            take(loop.lane().output(connection.stream()), randomBytes(5_000));
            loop.tick();
        }
        assertThat(connection.stream().pendingBytes()).isPositive();
        long abort = loop.queue(loop.request().abort(connection.stream()));
        assertThat(loop.await(abort).isOk()).isTrue();
        assertThat(errors(loop)).isNotEmpty().containsOnly(IoStatus.ECANCELED);
        assertThat(connection.stream().pendingBytes()).isZero();
        assertThat(loop.lane().output(connection.stream()).hasRoom(0)).isFalse();
        Connection next = connect(loop);
        write(loop, next, "next");
        loop.untilIdle();
        assertThat(next.peer().receive(4)).isEqualTo(text("next"));
    }

    private void write(LoopFixture loop, Connection connection, String text) {
        byte[] unused = take(loop.lane().output(connection.stream()), text(text));
    }

    /** Writes what there must be room for, in one of the ways that there are; answers it. */
    private byte[] take(IoOutput output, byte[] packet) {
        boolean isTaken;
        if (random.nextBoolean()) {
            ByteBuf buffer = give(packet);
            isTaken = output.write(buffer);
            assertThat(buffer.readableBytes()).as("no index moves").isEqualTo(packet.length);
            buffer.release();
        } else {
            isTaken = output.write(packet.length, packet, (from, out) -> out.writeBytes(from));
        }
        assertThat(isTaken).as("room for %s bytes", packet.length).isTrue();
        return packet;
    }

    private static List<IoStatus> errors(LoopFixture loop) {
        return loop.outcomes().stream()
                .filter(each -> each.operation() == IoOpType.SEND && !each.isOk())
                .map(Outcome::status)
                .toList();
    }

    private static byte[] text(String text) {
        return text.getBytes(US_ASCII);
    }
}
