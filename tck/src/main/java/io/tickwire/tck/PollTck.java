package io.tickwire.tck;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoDatagram;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.PollEvents;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** POLL_ADD and POLL_REMOVE. */
abstract class PollTck extends TckCase {
    private static final int BOTH = PollEvents.READABLE | PollEvents.WRITABLE;

    PollTck(String transport) {
        super(transport);
    }

    private static IoRequest readable(LoopFixture loop, IoStream stream) {
        return loop.request().poll(stream, PollEvents.READABLE);
    }

    private static void ticks(LoopFixture loop, int count) {
        for (int i = 0; i < count; i++) {
            loop.tick();
        }
    }

    @Test
    @DisplayName("a poll waits for bytes, tells, and leaves them to a receive")
    void readable() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long poll = loop.queue(readable(loop, connection.stream()));
        ticks(loop, 3);
        assertThat(loop.of(poll)).isEmpty();
        connection.peer().send(new byte[] {1, 2, 3});
        assertThat(loop.await(poll).result()).isEqualTo(PollEvents.READABLE);
        assertThat(loop.await(poll).isLast()).isTrue();
        Outcome received =
                loop.finish(loop.request().recv(connection.stream(), buffers.keep(16), 16));
        assertThat(received.result()).isEqualTo(3);
    }

    @Test
    @DisplayName("what holds before the poll is told too, however often it is asked")
    void holdsAlready() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        connection.peer().send(new byte[10]);
        for (int i = 0; i < 3; i++) {
            assertThat(loop.finish(readable(loop, connection.stream())).result())
                    .isEqualTo(PollEvents.READABLE);
        }
        Outcome part = loop.finish(loop.request().recv(connection.stream(), buffers.keep(4), 4));
        assertThat(part.result()).isEqualTo(4);
        assertThat(loop.finish(readable(loop, connection.stream())).result())
                .isEqualTo(PollEvents.READABLE);
    }

    @Test
    @DisplayName("a stream with room is writable; asked for both, only what holds is told")
    void writable() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        Outcome outcome = loop.finish(loop.request().poll(connection.stream(), BOTH));
        assertThat(outcome.result()).isEqualTo(PollEvents.WRITABLE);
        connection.peer().send(new byte[1]);
        assertThat(loop.finish(readable(loop, connection.stream())).isOk()).isTrue();
        assertThat(loop.finish(loop.request().poll(connection.stream(), BOTH)).result())
                .isEqualTo(BOTH);
    }

    @Test
    @DisplayName("a full stream becomes writable when the peer reads")
    void writableAfterFull() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen(SocketOptions.DEFAULT.withBufferBytes(4096, 4096));
        Connection connection =
                loop.accept(listener, Peer.connectNarrow(listener.localAddress(), 4096));
        byte[] content = randomBytes(512 * 1024);
        long send = loop.queue(loop.request().send(connection.stream(), give(content)));
        ticks(loop, 5);
        assertThat(loop.of(send)).as("the peer's buffers have an end").isEmpty();
        long poll = loop.queue(loop.request().poll(connection.stream(), PollEvents.WRITABLE));
        ticks(loop, 3);
        assertThat(loop.of(poll)).isEmpty();
        var reader = inBackground(() -> connection.peer().receive(content.length));
        assertThat(tickUntilDone(loop, reader)).isEqualTo(content);
        assertThat(loop.await(poll).result()).isEqualTo(PollEvents.WRITABLE);
        assertThat(loop.await(send).result()).isEqualTo(content.length);
    }

    @Test
    @DisplayName("the end of a stream and a reset make it readable")
    void ended() {
        LoopFixture loop = loop();
        Connection halfClosed = connect(loop);
        long waiting = loop.queue(readable(loop, halfClosed.stream()));
        loop.tick();
        halfClosed.peer().shutdown();
        assertThat(loop.await(waiting).result()).isEqualTo(PollEvents.READABLE);
        assertThat(loop.finish(readable(loop, halfClosed.stream())).result())
                .isEqualTo(PollEvents.READABLE);
        Connection reset = connect(loop);
        reset.peer().reset();
        Outcome told = loop.finish(readable(loop, reset.stream()));
        assertThat(told.result()).isEqualTo(PollEvents.READABLE);
    }

    @Test
    @DisplayName("a listener is readable when a connection waits, and the poll takes none")
    void listener() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        long poll = loop.queue(loop.request().poll(listener, PollEvents.READABLE));
        ticks(loop, 2);
        assertThat(loop.of(poll)).isEmpty();
        Peer peer = own(Peer.connect(listener.localAddress()));
        assertThat(loop.await(poll).result()).isEqualTo(PollEvents.READABLE);
        assertThat(loop.accept(listener, peer).stream().isOpen()).isTrue();
    }

    @Test
    @DisplayName("a datagram socket is readable when a datagram waits")
    void datagram() {
        LoopFixture loop = loop();
        InetSocketAddress any = Loopback.anyPort();
        IoDatagram socket = loop.loop().bind(any, SocketOptions.DEFAULT);
        long poll = loop.queue(loop.request().poll(socket, PollEvents.READABLE));
        ticks(loop, 2);
        assertThat(loop.of(poll)).isEmpty();
        Outcome sent =
                loop.finish(
                        loop.request()
                                .sendmsg(
                                        socket,
                                        socket.localAddress(),
                                        new ByteBuf[] {give(new byte[5])}));
        assertThat(sent.result()).isEqualTo(5);
        assertThat(loop.await(poll).result()).isEqualTo(PollEvents.READABLE);
        Outcome received =
                loop.finish(loop.request().recvmsg(socket, new ByteBuf[] {buffers.keep(16)}));
        assertThat(received.result()).isEqualTo(5);
    }

    @Test
    @DisplayName("a multishot poll tells again each time that new bytes come after a receive")
    void multishot() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long poll = loop.queue(readable(loop, connection.stream()).multishot());
        for (int round = 1; round <= 5; round++) {
            int shots = loop.of(poll).size();
            connection.peer().send(new byte[round]);
            loop.until("a shot", () -> loop.of(poll).size() > shots);
            Outcome last = loop.of(poll).get(loop.of(poll).size() - 1);
            assertThat(last.result()).isEqualTo(PollEvents.READABLE);
            assertThat(last.isLast()).isFalse();
            Outcome received =
                    loop.finish(loop.request().recv(connection.stream(), buffers.keep(64), 64));
            assertThat(received.result()).isEqualTo(round);
        }
        assertShotNumbers(loop.of(poll));
        loop.finish(loop.request().pollRemove(poll));
        assertThat(loop.await(poll).status()).isEqualTo(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("a multishot poll that nobody answers to does not fill anything")
    void multishotUnanswered() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long poll = loop.queue(loop.request().poll(connection.stream(), BOTH).multishot());
        for (int i = 0; i < 200; i++) {
            connection.peer().send(new byte[1]);
            loop.tick();
        }
        loop.until("a shot", () -> !loop.of(poll).isEmpty());
        assertShotNumbers(loop.of(poll));
        assertThat(loop.of(poll).size()).isLessThanOrEqualTo(202);
        assertThat(loop.finish(loop.request().cancel(poll)).isOk()).isTrue();
        assertThat(loop.await(poll).status()).isEqualTo(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("a poll beside a receive and a send disturbs neither")
    void besideOthers() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        IoStream stream = connection.stream();
        long poll = loop.queue(loop.request().poll(stream, BOTH).multishot());
        for (int round = 0; round < 50; round++) {
            byte[] content = randomBytes(1 + random.nextInt(2000));
            long receive = loop.queue(loop.request().recv(stream, buffers.keep(4000), 4000));
            long send = loop.queue(loop.request().send(stream, give(content)));
            loop.tick();
            connection.peer().send(new byte[] {(byte) round});
            assertThat(loop.await(receive).result()).isEqualTo(1);
            assertThat(loop.await(send).result()).isEqualTo(content.length);
            assertThat(connection.peer().receive(content.length)).isEqualTo(content);
        }
        assertShotNumbers(loop.of(poll));
        assertThat(loop.finish(loop.request().close(stream)).isOk()).isTrue();
        assertThat(loop.await(poll).status()).isEqualTo(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("POLL_REMOVE ends a poll, and only a poll")
    void remove() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long poll = loop.queue(readable(loop, connection.stream()));
        long receive = loop.queue(loop.request().recv(connection.stream(), buffers.keep(8), 8));
        loop.tick();
        assertThat(loop.finish(loop.request().pollRemove(receive)).status())
                .isEqualTo(IoStatus.ENOENT);
        assertThat(loop.finish(loop.request().pollRemove(poll)).isOk()).isTrue();
        assertThat(loop.await(poll).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.finish(loop.request().pollRemove(poll)).status())
                .isEqualTo(IoStatus.ENOENT);
        assertThat(loop.of(receive)).isEmpty();
        connection.peer().send(new byte[2]);
        assertThat(loop.await(receive).result()).isEqualTo(2);
    }

    @Test
    @DisplayName("a close ends polls first; a passed deadline ends them with ETIMEDOUT")
    void closeAndDeadline() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long slow = loop.queue(readable(loop, connection.stream()).deadline(millis(1)));
        assertThat(loop.await(slow).status()).isEqualTo(IoStatus.ETIMEDOUT);
        long first = loop.queue(readable(loop, connection.stream()));
        long second = loop.queue(loop.request().poll(connection.stream(), 1).multishot());
        loop.tick();
        long close = loop.queue(loop.request().close(connection.stream()));
        assertThat(loop.await(close).isOk()).isTrue();
        assertThat(loop.of(first)).extracting(Outcome::status).containsExactly(IoStatus.ECANCELED);
        assertThat(loop.of(second)).extracting(Outcome::status).containsExactly(IoStatus.ECANCELED);
        assertThat(loop.finish(readable(loop, connection.stream())).status())
                .isEqualTo(IoStatus.EBADF);
    }

    @Test
    @DisplayName("many polls of one socket all tell; the loop's close ends those that wait")
    void many() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        List<Long> polls =
                IntStream.range(0, 20)
                        .mapToObj(i -> loop.queue(readable(loop, connection.stream())))
                        .toList();
        ticks(loop, 2);
        connection.peer().send(new byte[1]);
        for (long poll : polls) {
            assertThat(loop.await(poll).result()).isEqualTo(PollEvents.READABLE);
        }
        Connection idle = connect(loop);
        loop.queue(readable(loop, idle.stream()));
        loop.queue(readable(loop, idle.stream()).multishot());
        loop.tick();
    }

    @Test
    @DisplayName("shots for which there is no room wait for the next delivery point")
    void littleRoom() {
        LoopFixture loop = loop(BatchConfig.builder().resources(64).multishotRoom(2).build());
        List<Connection> connections = new ArrayList<>();
        List<Long> polls = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Connection connection = connect(loop);
            connections.add(connection);
            polls.add(loop.queue(readable(loop, connection.stream()).multishot()));
        }
        loop.tick();
        connections.forEach(connection -> connection.peer().send(new byte[1]));
        loop.until(
                "a shot of each", () -> polls.stream().noneMatch(poll -> loop.of(poll).isEmpty()));
        polls.forEach(poll -> assertShotNumbers(loop.of(poll)));
        assertThat(
                        loop.outcomes().stream()
                                .filter(outcome -> polls.contains(outcome.ticket()))
                                .collect(groupingBy(Outcome::point, counting())))
                .allSatisfy((point, count) -> assertThat(count).isLessThanOrEqualTo(2));
    }

    private static void assertShotNumbers(List<Outcome> shots) {
        for (int i = 0; i < shots.size(); i++) {
            assertThat(shots.get(i).shot()).isEqualTo(i);
            assertThat(shots.get(i).result()).isPositive();
        }
    }
}
