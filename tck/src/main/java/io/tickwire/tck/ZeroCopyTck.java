package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Connection;
import java.io.ByteArrayOutputStream;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SEND with {@code zeroCopy()}, where it is native and where it is ignored. */
abstract class ZeroCopyTck extends TckCase {
    private static final int LARGE = 96 << 10;

    ZeroCopyTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("D6: sends without a copy arrive whole and in turn with the others")
    void inTurn() {
        LoopFixture loop = loop();
        inTurn(loop, connect(loop));
    }

    @Test
    @DisplayName("over Unix sockets the hint is ignored")
    void unix() {
        LoopFixture loop = loop();
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory().resolve("socket"));
        IoListener listener = loop.loop().listen(address, SocketOptions.DEFAULT);
        inTurn(loop, connect(loop, listener));
    }

    private void inTurn(LoopFixture loop, Connection connection) {
        FutureTask<byte[]> received = inBackground(connection.peer()::receiveToEnd);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        List<Long> sends = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] content = randomBytes(i % 3 == 0 ? LARGE : 1 + random.nextInt(3000));
            expected.writeBytes(content);
            sends.add(
                    loop.queue(loop.request().send(connection.stream(), give(content)).zeroCopy()));
            loop.awaitAll(i % 7 == 6 ? sends : List.of());
        }
        long shutdown = loop.queue(loop.request().shutdown(connection.stream()));
        assertThat(loop.awaitAll(sends)).allMatch(Outcome::isOk);
        assertThat(loop.await(shutdown).isOk()).isTrue();
        assertThat(tickUntilDone(loop, received)).isEqualTo(expected.toByteArray());
        assertThat(connection.stream().pendingBytes()).isZero();
    }

    /** Fills the connection until nothing moves; answers the sends that are not over. */
    private List<Long> fill(LoopFixture loop, Connection connection) {
        List<Long> open = new ArrayList<>();
        for (int quiet = 0; quiet < 20; quiet++) {
            if (connection.stream().pendingSends() < 2) {
                byte[] content = new byte[LARGE];
                open.add(
                        loop.queue(
                                loop.request()
                                        .send(connection.stream(), give(content))
                                        .zeroCopy()));
                quiet = 0;
            }
            loop.tick();
        }
        open.removeIf(loop::isOver);
        assertThat(open).isNotEmpty();
        return open;
    }

    private LoopFixture loopThatWaitsForSends() {
        return loop(
                BatchConfig.builder()
                        .laneCapacity(64)
                        .streamPending(1 << 30, 64)
                        .linger(Duration.ofMillis(20))
                        .build());
    }

    @Test
    @DisplayName("a cancel ends sends that a peer does not acknowledge; the stream lives on")
    void cancelled() {
        LoopFixture loop = loopThatWaitsForSends();
        Connection connection = connect(loop);
        List<Long> stuck = fill(loop, connection);
        long cancel = loop.queue(loop.request().cancel(connection.stream()));
        assertThat(loop.awaitAll(stuck))
                .allMatch(end -> end.isOk() || end.status() == IoStatus.ECANCELED);
        assertThat(loop.await(cancel).result()).isPositive();
        FutureTask<byte[]> received = inBackground(connection.peer()::receiveToEnd);
        long send = loop.queue(loop.request().send(connection.stream(), give(new byte[] {42})));
        assertThat(loop.await(send).result()).isEqualTo(1);
        loop.finish(loop.request().shutdown(connection.stream()));
        byte[] all = tickUntilDone(loop, received);
        assertThat(all[all.length - 1]).isEqualTo((byte) 42);
    }

    @Test
    @DisplayName("an abort, and a close that has lingered, end them too, and give memory back")
    void closed() {
        LoopFixture loop = loopThatWaitsForSends();
        Connection aborted = connect(loop);
        Connection closed = connect(loop);
        List<Long> stuck = new ArrayList<>(fill(loop, aborted));
        stuck.addAll(fill(loop, closed));
        long abort = loop.queue(loop.request().abort(aborted.stream()));
        long close = loop.queue(loop.request().close(closed.stream()));
        assertThat(loop.await(abort).isOk()).isTrue();
        assertThat(loop.await(close).isOk()).isTrue();
        assertThat(stuck).allMatch(loop::isOver);
    }

    @Test
    @DisplayName("close: a loop ends although peers acknowledge nothing")
    void endOfLoop() {
        LoopFixture loop = loopThatWaitsForSends();
        Connection connection = connect(loop);
        assertThat(fill(loop, connection)).isNotEmpty();
        loop.close();
    }

    /** A ring's end waits in the kernel, where no timeout of the test's reaches. */
    @Test
    @DisplayName("close: a loop that was ticked by hand ends soon after such sends")
    void endOfLoopTickedByHand() {
        for (int sends : new int[] {1, 2, 9}) {
            assertThat(get(inBackground(() -> receivedOfLife(sends)))).isEqualTo(sends * LARGE);
        }
    }

    private int receivedOfLife(int sends) {
        try (LoopFixture loop = new LoopFixture(this, SMALL)) {
            Connection connection = connect(loop);
            FutureTask<byte[]> received = inBackground(connection.peer()::receiveToEnd);
            for (int i = 0; i < sends; i++) {
                byte[] content = new byte[LARGE];
                loop.finish(loop.request().send(connection.stream(), give(content)).zeroCopy());
            }
            loop.finish(loop.request().shutdown(connection.stream()));
            return get(received).length;
        }
    }

    @Test
    @DisplayName("buffer: the loop holds the bytes of such a send until its completion")
    void held() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        ByteBuf buffer = give(new byte[LARGE]).retain();
        try {
            long send = loop.queue(loop.request().send(connection.stream(), buffer).zeroCopy());
            loop.begin();
            assertThat(buffer.refCnt()).isEqualTo(2);
            loop.end();
            tickUntilDone(loop, inBackground(() -> connection.peer().receive(LARGE)));
            assertThat(loop.await(send).result()).isEqualTo(LARGE);
            loop.emptyInbox();
            assertThat(buffer.refCnt()).isEqualTo(1);
        } finally {
            buffer.release();
        }
    }
}
