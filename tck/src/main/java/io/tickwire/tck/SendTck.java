package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Peer;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sends of one stream: order, bounds, and what CLOSE and ABORT do to them. */
abstract class SendTck extends TckCase {
    private static final BatchConfig SMALL_STREAMS =
            BatchConfig.builder()
                    .laneCapacity(64)
                    .laneInFlight(64)
                    .resources(64)
                    .streamPending(64 << 10, 8)
                    .build();

    SendTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("D6: hundreds of small and large sends in one tick arrive in sequence order")
    void manySendsInOneTick() {
        LoopFixture loop = loop(roomy(10_000_000));
        Connection connection = narrow(loop);
        FutureTask<byte[]> peer = inBackground(connection.peer()::receiveToEnd);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        List<Long> tickets = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 480; i++) {
            byte[] content = randomBytes(length(i));
            sent.writeBytes(content);
            lengths.add(content.length);
            tickets.add(loop.queue(loop.request().send(connection.stream(), give(content))));
        }
        long close = loop.queue(loop.request().close(connection.stream()));
        List<Outcome> outcomes = loop.awaitAll(tickets);
        assertThat(outcomes).extracting(Outcome::result).isEqualTo(lengths);
        assertThat(outcomes).extracting(Outcome::shot).containsOnly(0);
        assertThat(orderOf(loop, tickets)).isEqualTo(tickets);
        assertThat(loop.await(close).isOk()).isTrue();
        assertThat(get(peer)).isEqualTo(sent.toByteArray());
    }

    @Test
    @DisplayName(
            "what a stream holds leaves in the phase that sealed it, as far as its peer has room")
    void manySendsLeaveInTheirPhase() {
        LoopFixture loop = loop(roomy(10_000_000));
        IoListener listener =
                loop.listen(SocketOptions.DEFAULT.withBufferBytes(200 << 10, 200 << 10));
        Connection connection = loop.accept(listener, Peer.connect(listener.localAddress()));
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 480; i++) {
            byte[] content = randomBytes(i % 10 == 0 ? 1_500 : 100);
            tickets.add(loop.queue(loop.request().send(connection.stream(), give(content))));
        }
        loop.tick();
        loop.tick();
        assertThat(tickets).as("delivered at the next INTAKE").allMatch(loop::isOver);
        assertThat(connection.stream().pendingSends()).isZero();
    }

    @Test
    @DisplayName(
            "D6: sends across ticks behind a slow reader are carried on, byte by byte in order")
    void sendsBehindSlowReader() {
        LoopFixture loop = loop(roomy(10_000_000));
        Connection connection = narrow(loop);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        List<Long> tickets = new ArrayList<>();
        CountDownLatch mayRead = new CountDownLatch(1);
        FutureTask<byte[]> peer =
                inBackground(
                        () -> {
                            mayRead.await();
                            return connection.peer().receiveToEnd();
                        });
        for (int tick = 0; tick < 40; tick++) {
            for (int i = 0; i < 10; i++) {
                byte[] content = randomBytes(length(tick * 10 + i));
                sent.writeBytes(content);
                tickets.add(loop.queue(loop.request().send(connection.stream(), give(content))));
            }
            loop.tick();
        }
        assertThat(tickets.stream().allMatch(loop::isOver)).as("nobody reads yet").isFalse();
        mayRead.countDown();
        assertThat(loop.awaitAll(tickets)).allMatch(Outcome::isOk);
        assertThat(orderOf(loop, tickets)).isEqualTo(tickets);
        loop.finish(loop.request().shutdown(connection.stream()));
        assertThat(get(peer)).isEqualTo(sent.toByteArray());
    }

    @Test
    @DisplayName("share: clients that never read leave others their bytes, and can be aborted")
    void silentClientsLeaveRoom() {
        LoopFixture loop = loop(BatchConfig.DEFAULT);
        IoListener listener =
                loop.loop()
                        .listen(
                                UnixDomainSocketAddress.of(directory().resolve("socket")),
                                SocketOptions.DEFAULT);
        List<Connection> silent = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            silent.add(connect(loop, listener));
        }
        Connection honest = connect(loop, listener);
        ByteBuf payload = buffers.keep(512).writeZero(512);
        for (int tick = 0; tick < 50; tick++) {
            for (int i = 0; i < 16 * 64; i++) {
                loop.queue(loop.request().send(silent.get(i % 16).stream(), payload.retain()));
            }
            byte[] content = randomBytes(1 + tick);
            long ticket = loop.queue(loop.request().send(honest.stream(), give(content)));
            loop.tick();
            assertThat(honest.peer().receive(content.length)).isEqualTo(content);
            assertThat(loop.await(ticket).result()).isEqualTo(content.length);
        }
        assertThat(loop.outcomes()).anyMatch(each -> each.status() == IoStatus.ENOBUFS);
        assertThat(silent).allMatch(each -> each.stream().pendingSends() > 0);
        while (loop.lane().intents().queue(loop.request().timeout(millis(3_600_000)))) {}
        assertThat(loop.lane().intents().remaining()).isZero();
        List<Long> aborts = new ArrayList<>();
        for (Connection each : silent) {
            aborts.add(loop.queue(loop.request().abort(each.stream())));
        }
        assertThat(loop.awaitAll(aborts)).allMatch(Outcome::isOk);
        assertThat(silent).allMatch(each -> each.stream().pendingSends() == 0);
    }

    @Test
    @DisplayName("a prompt() send is delivered at the end of its phase, any other at an INTAKE")
    void promptSend() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long prompt =
                loop.queue(loop.request().send(connection.stream(), give(new byte[4])).prompt());
        long lasting = loop.queue(loop.request().send(connection.stream(), give(new byte[4])));
        loop.tick();
        assertThat(loop.await(prompt).result()).isEqualTo(4);
        assertThat(loop.await(prompt).point() % 2).as("phases have odd points").isOne();
        assertThat(loop.await(lasting).point() % 2).as("INTAKE has even points").isZero();
        assertThat(connection.peer().receive(8)).hasSize(8);
    }

    @Test
    @DisplayName("a Unix peer that leaves ends every send that waits, and the stream can be closed")
    void unixPeerLeaves() {
        LoopFixture loop = loop(roomy(20_000_000));
        IoListener listener =
                loop.loop()
                        .listen(
                                UnixDomainSocketAddress.of(directory().resolve("socket")),
                                SocketOptions.DEFAULT);
        Connection connection = connect(loop, listener);
        List<Long> sends = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sends.add(
                    loop.queue(loop.request().send(connection.stream(), give(new byte[900_000]))));
        }
        loop.tick();
        connection.peer().close();
        assertThat(loop.awaitAll(sends))
                .last()
                .extracting(Outcome::status)
                .isIn(IoStatus.EPIPE, IoStatus.ECONNRESET);
        assertThat(loop.finish(loop.request().close(connection.stream())).isOk()).isTrue();
    }

    @Test
    @DisplayName("a stream's pending sends show what was sealed and not delivered")
    void pendingCounts() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        IoStream stream = connection.stream();
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tickets.add(loop.queue(loop.request().send(stream, give(new byte[100]))));
        }
        assertThat(stream.pendingSends()).as("before the seal").isZero();
        loop.tick();
        assertThat(stream.pendingSends()).isEqualTo(5);
        assertThat(stream.pendingBytes()).isEqualTo(500);
        loop.awaitAll(tickets);
        assertThat(stream.pendingSends()).isZero();
        assertThat(stream.pendingBytes()).isZero();
    }

    @Test
    @DisplayName(
            "a stream at its bound of pending sends refuses further ones with ENOBUFS, for a time")
    void boundOfSends() {
        LoopFixture loop = loop(SMALL_STREAMS);
        Connection connection = connect(loop);
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            byte[] content = {(byte) i};
            tickets.add(loop.queue(loop.request().send(connection.stream(), give(content))));
        }
        List<Outcome> outcomes = loop.awaitAll(tickets);
        assertThat(outcomes.subList(0, 8)).allMatch(outcome -> outcome.result() == 1);
        assertThat(outcomes.subList(8, 12))
                .allMatch(outcome -> outcome.status() == IoStatus.ENOBUFS);
        assertThat(
                        loop.finish(loop.request().send(connection.stream(), give(new byte[] {99})))
                                .result())
                .isEqualTo(1);
        assertThat(connection.peer().receive(9)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 99);
    }

    @Test
    @DisplayName(
            "a stream at its bound of pending bytes refuses further ones with ENOBUFS, for a time")
    void boundOfBytes() {
        LoopFixture loop = loop(SMALL_STREAMS);
        Connection connection = connect(loop);
        IoStream stream = connection.stream();
        long first = loop.queue(loop.request().send(stream, give(new byte[40_000])));
        long tooMuch = loop.queue(loop.request().send(stream, give(new byte[30_000])));
        long behind = loop.queue(loop.request().send(stream, give(new byte[20_000])));
        FutureTask<byte[]> peer = inBackground(connection.peer()::receiveToEnd);
        assertThat(loop.await(tooMuch).status()).isEqualTo(IoStatus.ENOBUFS);
        assertThat(loop.await(first).result()).isEqualTo(40_000);
        assertThat(loop.await(behind).status())
                .as("it would fit, but nothing passes a send that was refused")
                .isEqualTo(IoStatus.ENOBUFS);
        assertThat(loop.finish(loop.request().send(stream, give(new byte[20_000]))).result())
                .isEqualTo(20_000);
        assertThat(loop.finish(loop.request().send(stream, give(new byte[300_000]))).result())
                .as("above the bound, but alone")
                .isEqualTo(300_000);
        loop.finish(loop.request().close(stream));
        assertThat(get(peer)).hasSize(360_000);
    }

    @Test
    @DisplayName("D6: CLOSE waits for earlier sends; its completion is the resource's last")
    void closeWaitsForSends() {
        LoopFixture loop = loop(roomy(10_000_000));
        Connection connection = narrow(loop);
        byte[] sent = randomBytes(2_000_000);
        long first = loop.queue(loop.request().send(connection.stream(), give(sent)));
        long waiting = loop.queue(loop.request().recv(connection.stream(), buffers.keep(8), 8));
        long close = loop.queue(loop.request().close(connection.stream()));
        loop.tick();
        assertThat(connection.stream().isOpen()).isFalse();
        long late = loop.queue(loop.request().send(connection.stream(), give(new byte[3])));
        assertThat(loop.await(late).status()).isEqualTo(IoStatus.EBADF);
        FutureTask<byte[]> peer = inBackground(connection.peer()::receiveToEnd);
        assertThat(loop.await(close).isOk()).isTrue();
        assertThat(loop.await(first).result()).isEqualTo(sent.length);
        assertThat(loop.await(waiting).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(orderOf(loop, List.of(first, waiting, close))).endsWith(close);
        assertThat(get(peer)).isEqualTo(sent);
    }

    @Test
    @DisplayName("CLOSE gives sends up after the linger limit: ECANCELED, or what had left")
    void closeGivesSendsUp() {
        LoopFixture loop = loop(lingering(50));
        Connection connection = narrow(loop);
        long head = loop.queue(loop.request().send(connection.stream(), give(new byte[8_000_000])));
        long behind = loop.queue(loop.request().send(connection.stream(), give(new byte[4_000])));
        long close = loop.queue(loop.request().close(connection.stream()));
        assertThat(loop.await(close).isOk()).isTrue();
        assertThat(loop.await(behind).status()).isEqualTo(IoStatus.ECANCELED);
        Outcome given = loop.await(head);
        assertThat(given.result() < 8_000_000).as("%s", given).isTrue();
        assertThat(given.isOk() || given.status() == IoStatus.ECANCELED).isTrue();
        assertThat(orderOf(loop, List.of(head, behind, close))).endsWith(close);
    }

    @Test
    @DisplayName("abort() ends sends and receives with ECANCELED at once and resets the connection")
    void abortResets() {
        LoopFixture loop = loop(roomy(10_000_000));
        Connection connection = narrow(loop);
        long head = loop.queue(loop.request().send(connection.stream(), give(new byte[8_000_000])));
        long behind = loop.queue(loop.request().send(connection.stream(), give(new byte[4_000])));
        long waiting = loop.queue(loop.request().recv(connection.stream(), buffers.keep(8), 8));
        loop.tick();
        long abort = loop.queue(loop.request().abort(connection.stream()));
        assertThat(loop.await(abort).isOk()).isTrue();
        assertThat(loop.await(behind).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.await(waiting).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.await(head).result()).isLessThan(8_000_000);
        assertThat(orderOf(loop, List.of(head, behind, waiting, abort))).endsWith(abort);
        assertThat(endsWithReset(connection.peer())).isTrue();
    }

    @Test
    @DisplayName("CLOSE of an idle stream shows the peer the end of the stream")
    void closeShowsEnd() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        Outcome close = loop.finish(loop.request().close(connection.stream()));
        assertThat(close.isOk()).isTrue();
        assertThat(connection.peer().receiveToEnd()).isEmpty();
        assertThat(loop.loop().resource(connection.stream().id())).isEmpty();
        assertThat(connection.stream().remoteAddress()).isEmpty();
    }

    @Test
    @DisplayName("CLOSE ends receives with ECANCELED and is delivered after them")
    void closeEndsReceives() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tickets.add(loop.queue(loop.request().recv(connection.stream(), buffers.keep(8), 8)));
        }
        loop.tick();
        long close = loop.queue(loop.request().close(connection.stream()));
        assertThat(loop.await(close).isOk()).isTrue();
        assertThat(loop.awaitAll(tickets))
                .allMatch(outcome -> outcome.status() == IoStatus.ECANCELED);
        tickets.add(close);
        assertThat(orderOf(loop, tickets)).isEqualTo(tickets);
    }

    @Test
    @DisplayName("D6: bytes that were received before CLOSE are delivered before it")
    void closeBehindReceivedBytes() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long receive = loop.queue(loop.request().recv(connection.stream(), buffers.keep(8), 8));
        loop.tick();
        connection.peer().send(new byte[5]);
        long close = loop.queue(loop.request().close(connection.stream()));
        loop.await(close);
        assertThat(loop.isOver(receive)).isTrue();
        assertThat(orderOf(loop, List.of(receive, close))).containsExactly(receive, close);
    }

    private static BatchConfig roomy(int pendingBytes) {
        return BatchConfig.builder()
                .laneCapacity(512)
                .laneInFlight(2048)
                .resources(64)
                .streamPending(pendingBytes, 1024)
                .linger(millis(20_000))
                .build();
    }

    private static BatchConfig lingering(long millis) {
        return BatchConfig.builder()
                .laneCapacity(64)
                .laneInFlight(64)
                .resources(64)
                .streamPending(10_000_000, 64)
                .linger(millis(millis))
                .build();
    }

    /** Mostly small, some above what is copied together, a few large. */
    private int length(int i) {
        if (i % 50 == 49) {
            return 60_000 + random.nextInt(40_000);
        }
        return 1 + random.nextInt(i % 7 == 0 ? 6_000 : 300);
    }

    /** The tickets in the order in which their last completions were delivered. */
    private static List<Long> orderOf(LoopFixture loop, List<Long> tickets) {
        return loop.outcomes().stream()
                .filter(Outcome::isLast)
                .map(Outcome::ticket)
                .filter(tickets::contains)
                .toList();
    }

    private static boolean endsWithReset(Peer peer) {
        try {
            byte[] all = peer.receiveToEnd();
            throw new AssertionError("the stream ended in order after " + all.length + " bytes");
        } catch (UncheckedIOException e) {
            return true;
        }
    }
}
