package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoListener;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Buffers;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Peer;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Streams: bytes there and back, and the ways in which a connection ends. */
abstract class StreamTck extends TckCase {
    StreamTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("1 MiB in odd pieces is echoed over TCP on IPv4")
    void echoOverV4() {
        LoopFixture loop = loop();
        echo(loop, loop.listen());
    }

    @Test
    @DisplayName("1 MiB in odd pieces is echoed over TCP on IPv6")
    void echoOverV6() throws UnknownHostException {
        LoopFixture loop = loop();
        IoListener listener;
        try {
            listener =
                    loop.loop()
                            .listen(new InetSocketAddress(loopbackV6(), 0), SocketOptions.DEFAULT);
        } catch (UncheckedIOException e) {
            Assumptions.abort("no IPv6 here: " + e.getMessage());
            return;
        }
        echo(loop, listener);
    }

    @Test
    @DisplayName("1 MiB in odd pieces is echoed over a Unix socket")
    void echoOverUnix() {
        LoopFixture loop = loop();
        SocketAddress address = UnixDomainSocketAddress.of(directory().resolve("socket"));
        IoListener listener = loop.loop().listen(address, SocketOptions.DEFAULT);
        assertThat(listener.localAddress()).isEqualTo(address);
        echo(loop, listener);
    }

    @Test
    @DisplayName("an accepted stream knows its peer's address")
    void remoteAddressOfAccepted() throws Exception {
        Connection connection = connect(loop());
        assertThat(connection.stream().remoteAddress())
                .contains(connection.peer().channel().getLocalAddress());
    }

    @Test
    @DisplayName("a stream accepted over a Unix socket has no peer with an internet address")
    void remoteAddressOfAcceptedOverUnix() {
        LoopFixture loop = loop();
        SocketAddress path = UnixDomainSocketAddress.of(directory().resolve("socket"));
        IoListener listener = loop.loop().listen(path, SocketOptions.DEFAULT);
        long accept = loop.queue(loop.request().accept(listener));
        loop.finish(loop.request().connect(path));
        IoStream accepted = loop.await(accept).stream();
        assertThat(accepted.remoteAddress().orElse(path))
                .isInstanceOf(UnixDomainSocketAddress.class);
    }

    @Test
    @DisplayName("a stream still knows its peer's address when the peer has gone")
    void remoteAddressOfGone() throws Exception {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        Peer early = Peer.connect(listener.localAddress());
        SocketAddress earlyAddress = early.channel().getLocalAddress();
        early.reset();
        IoStream gone = loop.finish(loop.request().accept(listener)).stream();
        assertThat(gone.remoteAddress()).contains(earlyAddress);

        Connection late = connect(loop, listener);
        SocketAddress lateAddress = late.peer().channel().getLocalAddress();
        ByteBuf buffer = buffers.keep(8);
        long receive = loop.queue(loop.request().recv(late.stream(), buffer, 8));
        loop.tick();
        late.peer().reset();
        assertThat(loop.await(receive).status()).isEqualTo(IoStatus.ECONNRESET);
        assertThat(late.stream().remoteAddress()).contains(lateAddress);
    }

    @Test
    @DisplayName(
            "a stream that was connected still knows its peer's address when the peer has gone")
    void remoteAddressOfGoneAfterConnect() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        knowsPeerAfterAbort(loop, listener);
        SocketAddress path = UnixDomainSocketAddress.of(directory().resolve("socket"));
        knowsPeerAfterAbort(loop, loop.loop().listen(path, SocketOptions.DEFAULT));
    }

    private void knowsPeerAfterAbort(LoopFixture loop, IoListener listener) {
        long accept = loop.queue(loop.request().accept(listener));
        IoStream client = loop.finish(loop.request().connect(listener.localAddress())).stream();
        IoStream server = loop.await(accept).stream();
        ByteBuf buffer = buffers.keep(8);
        long receive = loop.queue(loop.request().recv(client, buffer, 8));
        loop.finish(loop.request().abort(server));
        loop.await(receive);
        assertThat(client.remoteAddress()).contains(listener.localAddress());
        loop.finish(loop.request().close(client));
        assertThat(client.remoteAddress()).isEmpty();
    }

    @Test
    @DisplayName("a receive delivers what is there, moves the writer index at delivery only")
    void receiveMovesWriterIndex() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        ByteBuf buffer = buffers.keep(64).writeByte(1);
        long ticket = loop.queue(loop.request().recv(connection.stream(), buffer, 63));
        loop.tick();
        byte[] sent = randomBytes(20);
        connection.peer().send(sent);
        assertThat(buffer.writerIndex()).isEqualTo(1);
        Outcome received = loop.await(ticket);
        assertThat(received.result()).isEqualTo(20);
        assertThat(received.operation()).isEqualTo(IoOpType.RECV);
        assertThat(received.resource()).isSameAs(connection.stream());
        assertThat(buffer.writerIndex()).isEqualTo(21);
        assertThat(Buffers.bytes(buffer, 1, 20)).isEqualTo(sent);
    }

    @Test
    @DisplayName("a receive asks for no more than its length; the rest stays for the next")
    void receiveTakesAtMostItsLength() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        byte[] sent = randomBytes(100);
        connection.peer().send(sent);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        while (received.size() < 100) {
            ByteBuf buffer = buffers.keep(64);
            assertThat(loop.finish(loop.request().recv(connection.stream(), buffer, 7)).result())
                    .isBetween(1, 7);
            received.writeBytes(Buffers.bytes(buffer));
        }
        assertThat(received.toByteArray()).isEqualTo(sent);
    }

    @Test
    @DisplayName("D6: receives that are queued together are filled in sequence order")
    void receivesInOrder() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        List<Long> tickets = new ArrayList<>();
        List<ByteBuf> into = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            into.add(buffers.keep(10));
            tickets.add(loop.queue(loop.request().recv(connection.stream(), into.get(i), 10)));
        }
        loop.tick();
        byte[] sent = randomBytes(40 * 10);
        for (int i = 0; i < 400; i += 50) {
            connection.peer().send(Arrays.copyOfRange(sent, i, i + 50));
            loop.tick();
        }
        connection.peer().shutdown();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        long previous = -1;
        for (int i = 0; i < 40; i++) {
            Outcome outcome = loop.await(tickets.get(i));
            assertThat(outcome.sequence()).isGreaterThan(previous);
            previous = outcome.sequence();
            assertThat(outcome.result()).isEqualTo(into.get(i).writerIndex());
            received.writeBytes(Buffers.bytes(into.get(i)));
        }
        assertThat(received.toByteArray())
                .isEqualTo(Arrays.copyOf(sent, received.size()))
                .hasSizeGreaterThan(40);
        assertThat(receiveRest(loop, connection.stream()))
                .isEqualTo(Arrays.copyOfRange(sent, received.size(), 400));
    }

    @Test
    @DisplayName("the end of the stream is a receive of 0, again and again")
    void endOfStream() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        connection.peer().send(new byte[3]);
        connection.peer().shutdown();
        assertThat(receiveRest(loop, connection.stream())).hasSize(3);
        for (int i = 0; i < 3; i++) {
            ByteBuf buffer = buffers.keep(8);
            Outcome end = loop.finish(loop.request().recv(connection.stream(), buffer, 8));
            assertThat(end.result()).isZero();
            assertThat(end.isEndOfStream()).isTrue();
            assertThat(buffer.writerIndex()).isZero();
        }
    }

    @Test
    @DisplayName("several receives that wait for the end of the stream all get it")
    void endOfStreamForAll() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tickets.add(loop.queue(loop.request().recv(connection.stream(), buffers.keep(8), 8)));
        }
        loop.tick();
        connection.peer().close();
        assertThat(loop.awaitAll(tickets)).allMatch(outcome -> outcome.result() == 0);
    }

    @Test
    @DisplayName(
            "a reset by the peer ends a waiting receive with ECONNRESET, later sends with EPIPE")
    void resetByPeer() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long waiting = loop.queue(loop.request().recv(connection.stream(), buffers.keep(8), 8));
        loop.tick();
        connection.peer().reset();
        assertThat(loop.await(waiting).status()).isEqualTo(IoStatus.ECONNRESET);
        assertThat(
                        loop.finish(loop.request().send(connection.stream(), give(new byte[9])))
                                .status())
                .isIn(IoStatus.EPIPE, IoStatus.ECONNRESET);
        assertThat(loop.finish(loop.request().close(connection.stream())).isOk()).isTrue();
    }

    @Test
    @DisplayName("a reset by the peer ends every send that waits")
    void resetByPeerEndsSends() {
        LoopFixture loop = loop();
        Connection connection = narrow(loop);
        List<Long> sends = new ArrayList<>();
        sends.add(loop.queue(loop.request().send(connection.stream(), give(new byte[800_000]))));
        for (int i = 0; i < 20; i++) {
            sends.add(loop.queue(loop.request().send(connection.stream(), give(new byte[5_000]))));
        }
        loop.tick();
        connection.peer().reset();
        assertThat(loop.awaitAll(sends))
                .last()
                .extracting(Outcome::status)
                .isIn(IoStatus.EPIPE, IoStatus.ECONNRESET);
        assertThat(loop.loop().resource(connection.stream().id())).isPresent();
        loop.emptyInbox();
        assertThat(connection.stream().pendingSends()).isZero();
        assertThat(connection.stream().pendingBytes()).isZero();
    }

    @Test
    @DisplayName("after the peer's half-close the other direction still carries bytes")
    void halfCloseByPeer() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        connection.peer().shutdown();
        assertThat(receiveRest(loop, connection.stream())).isEmpty();
        byte[] sent = randomBytes(5_000);
        assertThat(loop.finish(loop.request().send(connection.stream(), give(sent))).result())
                .isEqualTo(5_000);
        assertThat(connection.peer().receive(5_000)).isEqualTo(sent);
    }

    @Test
    @DisplayName("D6: SHUTDOWN takes effect after earlier sends; receives go on")
    void halfCloseByLoop() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        byte[] sent = randomBytes(5_000);
        long send = loop.queue(loop.request().send(connection.stream(), give(sent)));
        long shutdown = loop.queue(loop.request().shutdown(connection.stream()));
        assertThat(loop.await(shutdown).isOk()).isTrue();
        assertThat(loop.await(send).result()).isEqualTo(5_000);
        assertThat(connection.peer().receiveToEnd()).isEqualTo(sent);
        connection.peer().send(new byte[77]);
        connection.peer().shutdown();
        assertThat(receiveRest(loop, connection.stream())).hasSize(77);
    }

    @Test
    @DisplayName("a send after SHUTDOWN completes with EPIPE, in the same batch and later")
    void sendAfterShutdown() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long shutdown = loop.queue(loop.request().shutdown(connection.stream()));
        long sameBatch = loop.queue(loop.request().send(connection.stream(), give(new byte[5])));
        assertThat(loop.await(sameBatch).status()).isEqualTo(IoStatus.EPIPE);
        assertThat(loop.await(shutdown).isOk()).isTrue();
        assertThat(
                        loop.finish(loop.request().send(connection.stream(), give(new byte[5])))
                                .status())
                .isEqualTo(IoStatus.EPIPE);
        assertThat(connection.peer().receiveToEnd()).isEmpty();
    }

    @Test
    @DisplayName("one buffer retained for each of its sends is a broadcast")
    void broadcast() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            connections.add(connect(loop, listener));
        }
        byte[] content = randomBytes(3_000);
        ByteBuf shared = give(content);
        shared.retain(connections.size() - 1);
        List<Long> tickets = new ArrayList<>();
        for (Connection connection : connections) {
            tickets.add(loop.queue(loop.request().send(connection.stream(), shared)));
        }
        assertThat(loop.awaitAll(tickets)).allMatch(outcome -> outcome.result() == 3_000);
        loop.emptyInbox();
        assertThat(shared.refCnt()).isZero();
        for (Connection connection : connections) {
            assertThat(connection.peer().receive(3_000)).isEqualTo(content);
        }
    }

    @Test
    @DisplayName("socket options are accepted by every transport")
    void socketOptions() throws SocketException {
        LoopFixture loop = loop();
        SocketOptions options =
                SocketOptions.DEFAULT
                        .withNoDelay(false)
                        .withKeepAlive(true)
                        .withBufferBytes(32 << 10, 32 << 10)
                        .withBacklog(7);
        Connection connection = connect(loop, loop.listen(options));
        connection.peer().send(new byte[10]);
        connection.peer().shutdown();
        assertThat(receiveRest(loop, connection.stream())).hasSize(10);
    }

    private byte[] receiveRest(LoopFixture loop, IoStream stream) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            ByteBuf buffer = buffers.keep(1_000);
            Outcome received = loop.finish(loop.request().recv(stream, buffer, 1_000));
            assertThat(received.isOk()).as("%s", received).isTrue();
            if (received.result() == 0) {
                return all.toByteArray();
            }
            all.writeBytes(Buffers.bytes(buffer));
        }
    }

    private void echo(LoopFixture loop, IoListener listener) {
        Connection connection = connect(loop, listener);
        Peer peer = connection.peer();
        byte[] sent = randomBytes(1 << 20);
        FutureTask<?> sender =
                inBackground(
                        () -> {
                            for (int from = 0; from < sent.length; ) {
                                int to = Math.min(sent.length, from + 1 + from % 7_919);
                                peer.send(Arrays.copyOfRange(sent, from, to));
                                from = to;
                            }
                            peer.shutdown();
                            return true;
                        });
        FutureTask<byte[]> receiver = inBackground(peer::receiveToEnd);
        int echoed = 0;
        for (boolean isAtEnd = false; !isAtEnd; ) {
            ByteBuf buffer = buffers.give(new byte[5_003]).clear();
            int length = 1 + echoed % 5_003;
            int count =
                    loop.finish(loop.request().recv(connection.stream(), buffer, length)).result();
            assertThat(count).isNotNegative();
            isAtEnd = count == 0;
            if (isAtEnd) {
                buffer.release();
                loop.finish(loop.request().shutdown(connection.stream()));
            } else {
                loop.queue(loop.request().send(connection.stream(), buffer).errorsOnly());
                echoed += count;
            }
        }
        assertThat(get(receiver)).isEqualTo(sent);
        assertThat(get(sender)).isEqualTo(true);
        assertThat(echoed).isEqualTo(sent.length);
    }
}
