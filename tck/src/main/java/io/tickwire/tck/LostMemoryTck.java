package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.tickwire.BatchConfig;
import io.tickwire.ErrorPolicy;
import io.tickwire.IoDatagram;
import io.tickwire.IoFile;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Loopback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What becomes of intents whose buffers a program has released once too often or made larger: they
 * fail, the error policy hears of it, and the loop goes on.
 */
abstract class LostMemoryTck extends TckCase {
    private static final int BYTES = 16;

    private final List<String> places = new ArrayList<>();
    private final List<Throwable> mistakes = new ArrayList<>();
    private ByteBuf toRelease = Unpooled.EMPTY_BUFFER;
    private int timesToRelease;

    LostMemoryTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("buffer: a write or send of a released buffer fails with EFAULT, the loop goes on")
    void releasedOutputs() throws IOException {
        LoopFixture loop = forgiving(SMALL);
        IoFile file = file(loop, new byte[BYTES]);
        IoDatagram socket = datagram(loop);
        assertLost(loop, loop.request().write(file, released(1), BYTES));
        assertLost(loop, loop.request().writev(file, give(new byte[1]), released(1)));
        assertLost(loop, loop.request().sendmsg(socket, socket.localAddress(), released(1)));
        assertLost(loop, loop.request().send(connect(loop).stream(), released(1)));
        assertLost(loop, loop.request().send(connect(loop).stream(), released(1)).zeroCopy());
        assertThat(loop.finish(loop.request().write(file, give(new byte[3]), 3)).result())
                .isEqualTo(3);
    }

    @Test
    @DisplayName("buffer: a read or receive into a released buffer fails with EFAULT")
    void releasedInputs() throws IOException {
        LoopFixture loop = forgiving(SMALL);
        IoFile file = file(loop, new byte[BYTES]);
        IoDatagram socket = datagram(loop);
        IoStream stream = connect(loop).stream();
        assertLost(loop, loop.request().read(file, released(2), BYTES));
        assertLost(loop, loop.request().readv(file, buffers.keep(BYTES), released(2)));
        assertLost(loop, loop.request().recvmsg(socket, released(2), BYTES));
        ByteBuf[] several = {buffers.keep(BYTES), released(2)};
        assertLost(loop, loop.request().recvmsg(socket, several));
        assertLost(loop, loop.request().recv(stream, released(2), BYTES));
        assertThat(loop.finish(loop.request().read(file, buffers.keep(BYTES), BYTES)).result())
                .isEqualTo(BYTES);
    }

    @Test
    @DisplayName("buffer: a read into a buffer that was made larger since touches neither memory")
    void grownBeforeTheSeal() throws IOException {
        LoopFixture loop = forgiving(SMALL);
        IoFile file = file(loop, randomBytes(BYTES));
        ByteBuf buffer = give(new byte[BYTES]).clear();
        long ticket = loop.queue(loop.request().read(file, buffer, BYTES));
        buffer.capacity(1 << 20);
        Outcome read = loop.await(ticket);
        assertThat(read.status()).isEqualTo(IoStatus.EFAULT);
        assertThat(buffer.writerIndex()).isZero();
        assertToldOnce("READ", IllegalStateException.class);
        loop.emptyInbox();
        buffer.release();
    }

    @Test
    @DisplayName("buffer: a receive whose buffer was made larger in flight ends with EFAULT")
    void grownInFlight() {
        LoopFixture loop = forgiving(SMALL);
        Connection connection = connect(loop);
        // Of an arena that stays: what a kernel writes to the old place harms nobody.
        PooledByteBufAllocator arena = new PooledByteBufAllocator(true, 0, 1, 8192, 3, 0, 0, false);
        ByteBuf anchor = buffers.remember(arena.directBuffer(BYTES));
        ByteBuf buffer = buffers.remember(arena.directBuffer(BYTES));
        long ticket = loop.queue(loop.request().recv(connection.stream(), buffer, BYTES));
        loop.tick();
        buffer.capacity(1 << 14);
        connection.peer().send(new byte[] {1, 2, 3});
        assertThat(loop.await(ticket).status()).isEqualTo(IoStatus.EFAULT);
        assertThat(buffer.writerIndex()).isZero();
        assertToldOnce("RECV", IllegalStateException.class);
        loop.emptyInbox();
        buffer.release();
        anchor.release();
    }

    @Test
    @DisplayName("chain: an intent without its memory breaks its chain")
    void chains() throws IOException {
        LoopFixture loop = forgiving(SMALL);
        IoFile file = file(loop, new byte[0]);
        List<Long> chain = new ArrayList<>();
        chain.add(loop.queue(loop.request().write(file, give(new byte[2]), 2).linked()));
        ByteBuf lost = give(new byte[2]);
        chain.add(loop.queue(loop.request().write(file, lost, 2).at(2).linked()));
        chain.add(loop.queue(loop.request().fsync(file)));
        lost.release();
        assertThat(loop.awaitAll(chain).stream().map(Outcome::status))
                .containsExactly(IoStatus.OK, IoStatus.EFAULT, IoStatus.ECANCELED);
        assertToldOnce("WRITE", IllegalReferenceCountException.class);
    }

    @Test
    @DisplayName("chain: a follower whose memory goes while it waits fails when its turn comes")
    void followerThatWaits() throws IOException {
        LoopFixture loop = forgiving(SMALL);
        IoFile file = file(loop, new byte[0]);
        Connection connection = connect(loop);
        ByteBuf lost = give(new byte[2]);
        ByteBuf into = buffers.keep(BYTES);
        loop.queue(loop.request().recv(connection.stream(), into, BYTES).linked());
        long write = loop.queue(loop.request().write(file, lost, 2).linked());
        long behind = loop.queue(loop.request().fsync(file));
        loop.tick();
        lost.release();
        connection.peer().send(new byte[1]);
        assertThat(loop.await(write).status()).isEqualTo(IoStatus.EFAULT);
        assertThat(loop.await(behind).status()).isEqualTo(IoStatus.ECANCELED);
        assertToldOnce("WRITE", IllegalReferenceCountException.class);
    }

    @Test
    @DisplayName("D6: a queued send whose memory goes fails in its turn, and nothing follows it")
    void gatheredSends() {
        LoopFixture loop =
                forgiving(
                        BatchConfig.builder()
                                .laneCapacity(64)
                                .laneInFlight(256)
                                .streamPending(16 << 20, 64)
                                .build());
        Connection connection = connect(loop);
        IoStream stream = connection.stream();
        byte[] large = new byte[8 << 20]; // more than the sockets hold
        long first = loop.queue(loop.request().send(stream, give(large)));
        loop.tick();
        long good = loop.queue(loop.request().send(stream, give(new byte[3])));
        ByteBuf lost = give(new byte[3]);
        long bad = loop.queue(loop.request().send(stream, lost));
        long behind = loop.queue(loop.request().send(stream, give(new byte[3])));
        loop.tick();
        lost.release();
        var received = inBackground(() -> connection.peer().receive(large.length + 3).length);
        assertThat(loop.await(first).result()).isEqualTo(large.length);
        assertThat(loop.await(good).result()).isEqualTo(3);
        assertThat(loop.await(bad).status()).isEqualTo(IoStatus.EFAULT);
        assertThat(loop.await(behind).isOk()).isFalse();
        assertThat(loop.finish(loop.request().send(stream, give(new byte[3]))).status())
                .isEqualTo(IoStatus.EPIPE);
        assertThat(tickUntilDone(loop, received)).isEqualTo(large.length + 3);
        assertToldOnce("SEND", IllegalReferenceCountException.class);
        assertThat(stream.pendingBytes()).isZero();
    }

    @Test
    @DisplayName("buffer: one buffer queued twice with one reference is told, and the loop goes on")
    void queuedTwice() throws IOException {
        LoopFixture loop = forgiving(SMALL);
        IoStream stream = connect(loop).stream();
        ByteBuf once = give(new byte[5]);
        List<Long> sends = new ArrayList<>();
        sends.add(loop.queue(loop.request().send(stream, once)));
        sends.add(loop.queue(loop.request().send(stream, once)));
        loop.awaitAll(sends);
        loop.emptyInbox();
        assertToldOnce("SEND", IllegalReferenceCountException.class);
        assertThat(once.refCnt()).isZero();
        assertThat(loop.finish(loop.request().nop()).isOk()).isTrue();
    }

    @Test
    @DisplayName("buffer: file threads never meet a buffer that is gone")
    void fileThreads() throws IOException {
        LoopFixture loop =
                forgiving(
                        BatchConfig.builder()
                                .laneCapacity(64)
                                .laneInFlight(256)
                                .fileThreads(2)
                                .build());
        IoFile file = file(loop, new byte[BYTES]);
        assertLost(loop, loop.request().write(file, released(1), BYTES));
        assertLost(loop, loop.request().readv(file, buffers.keep(BYTES), released(2)));
        assertThat(loop.finish(loop.request().read(file, buffers.keep(BYTES), BYTES)).isOk())
                .isTrue();
    }

    @Test
    @DisplayName("close: intents without their memory end with the loop, and nothing else is lost")
    void atClose() {
        LoopFixture loop = forgiving(SMALL);
        Connection connection = connect(loop);
        ByteBuf lost = give(new byte[BYTES]).clear();
        List<IoStatus> ends = new ArrayList<>();
        loop.queue(
                loop.request()
                        .recv(connection.stream(), lost, BYTES)
                        .onComplete((end, tick) -> ends.add(end.status())));
        loop.tick();
        ByteBuf given = give(new byte[BYTES]);
        loop.queue(
                loop.request()
                        .send(connection.stream(), given)
                        .onComplete((end, tick) -> ends.add(end.status())));
        given.release();
        lost.release(2);
        loop.close();
        assertThat(ends).hasSize(2).doesNotContain(IoStatus.OK, IoStatus.TRANSPORT_FAILED);
        assertThat(mistakes).hasSize(2);
    }

    private LoopFixture forgiving(BatchConfig config) {
        return own(
                new LoopFixture(
                        this,
                        builder()
                                .config(config)
                                .onError(
                                        error -> {
                                            places.add(error.lane().orElse(""));
                                            mistakes.add(error.cause());
                                            return ErrorPolicy.Action.CONTINUE;
                                        })));
    }

    private IoFile file(LoopFixture loop, byte[] content) throws IOException {
        Path path = Files.write(directory().resolve("file"), content);
        return loop.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static IoDatagram datagram(LoopFixture loop) {
        return loop.loop().bind(Loopback.anyPort(), SocketOptions.DEFAULT);
    }

    /** A buffer that loses so many references once it is queued, see {@link #assertLost}. */
    private ByteBuf released(int times) {
        ByteBuf buffer = give(new byte[BYTES]);
        toRelease = buffer;
        timesToRelease = times;
        return times == 1 ? buffer : buffer.clear();
    }

    private void assertLost(LoopFixture loop, IoRequest request) {
        places.clear();
        mistakes.clear();
        long ticket = loop.queue(request);
        toRelease.release(timesToRelease);
        Outcome outcome = loop.await(ticket);
        assertThat(outcome.status()).as("%s", outcome).isEqualTo(IoStatus.EFAULT);
        loop.emptyInbox();
        assertToldOnce(outcome.operation().name(), IllegalReferenceCountException.class);
    }

    private void assertToldOnce(String operation, Class<? extends Throwable> type) {
        assertThat(places).containsExactly("lane");
        assertThat(mistakes.get(0)).isInstanceOf(type).hasMessageContaining(operation);
    }
}
