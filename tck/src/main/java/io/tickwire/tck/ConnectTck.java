package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoListener;
import io.tickwire.IoResource;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Buffers;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Streams that the loop opens itself. */
abstract class ConnectTck extends TckCase {
    ConnectTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("a connect over IPv4 gives a stream that carries bytes both ways")
    void connectOverV4() throws IOException {
        talk(serverOn(Loopback.anyPort()));
    }

    @Test
    @DisplayName("a connect over IPv6 gives a stream that carries bytes both ways")
    void connectOverV6() throws IOException {
        ServerSocketChannel server;
        try {
            server = serverOn(new InetSocketAddress(loopbackV6(), 0));
        } catch (UncheckedIOException e) {
            Assumptions.abort("no IPv6 here: " + e.getMessage());
            return;
        }
        talk(server);
    }

    @Test
    @DisplayName("a connect to a Unix socket gives a stream that carries bytes both ways")
    void connectOverUnix() throws IOException {
        ServerSocketChannel server = own(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        server.bind(UnixDomainSocketAddress.of(directory().resolve("socket")));
        talk(server);
    }

    @Test
    @DisplayName("Unix sockets whose names are no text are listened on, connected to and deleted")
    void namesThatAreNoText() throws Exception {
        LoopFixture loop = loop();
        Path directory = Files.createDirectory(directory().resolve("d"));
        for (Path name : Names.thatAreNoText(directory)) {
            Files.delete(name);
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(name);
            IoListener listener = loop.loop().listen(address, SocketOptions.DEFAULT);
            assertThat(listener.localAddress()).isEqualTo(address);
            assertThat(Files.exists(name)).isTrue();
            IoStream stream = loop.finish(loop.request().connect(address)).stream();
            IoStream accepted = loop.finish(loop.request().accept(listener)).stream();
            ByteBuf out = give(new byte[] {7});
            assertThat(loop.finish(loop.request().send(stream, out)).result()).isEqualTo(1);
            ByteBuf in = buffers.keep(10);
            assertThat(loop.finish(loop.request().recv(accepted, in, 10)).result()).isEqualTo(1);
            assertThatThrownBy(() -> loop.loop().listen(address, SocketOptions.DEFAULT))
                    .hasMessageContaining("in use");
            for (IoResource resource : List.of(stream, accepted, listener)) {
                assertThat(loop.finish(loop.request().close(resource)).result()).isZero();
            }
            assertThat(Files.exists(name)).isFalse();
        }
        assertThat(directory.toFile().list()).isEmpty();
    }

    @Test
    @DisplayName("a connect to a missing Unix path completes with ENOENT")
    void missingUnixPath() {
        assertThat(connectTo(UnixDomainSocketAddress.of(directory().resolve("missing"))).status())
                .isEqualTo(IoStatus.ENOENT);
    }

    @Test
    @DisplayName("a connect to a path that is no socket completes with ECONNREFUSED")
    void unixPathOfFile() throws IOException {
        Path path = Files.createFile(directory().resolve("file"));
        assertThat(connectTo(UnixDomainSocketAddress.of(path)).status())
                .isEqualTo(IoStatus.ECONNREFUSED);
    }

    @Test
    @DisplayName("a hundred connects of one batch to the loop's own listener all meet an accept")
    void manyConnects() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        long accepts = loop.queue(loop.request().accept(listener).multishot());
        List<Long> connects = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            connects.add(
                    loop.queue(
                            loop.request()
                                    .connect(listener.localAddress())
                                    .options(SocketOptions.DEFAULT.withKeepAlive(true))));
        }
        List<Outcome> connected = loop.awaitAll(connects);
        assertThat(connected).allMatch(Outcome::isOk);
        loop.until("100 accepts", () -> loop.of(accepts).size() == 100);
        for (Outcome outcome : connected) {
            assertThat(outcome.stream().remoteAddress()).contains(listener.localAddress());
        }
    }

    @Test
    @DisplayName("a connect is lasting: it is delivered at the start of a later tick")
    void connectIsLasting() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        long ticket = loop.queue(loop.request().connect(listener.localAddress()));
        loop.tick();
        assertThat(loop.isOver(ticket)).isFalse();
        assertThat(loop.await(ticket).point() % 2).as("INTAKE has even points").isZero();
    }

    @Test
    @DisplayName("streams that were connected and not delivered are closed with the loop")
    void undeliveredConnects() throws IOException {
        ServerSocketChannel server = serverOn(Loopback.anyPort());
        LoopFixture loop = loop();
        for (int i = 0; i < 20; i++) {
            loop.queue(loop.request().connect(server.getLocalAddress()));
        }
        loop.tick();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            peers.add(own(new Peer(server.accept())));
        }
        loop.close();
        assertThat(peers).allMatch(Peer::isEndedByOther);
    }

    @Test
    @DisplayName(
            "a connect that waits for a full listener can be cancelled; it ends with ECANCELED")
    void cancelOfWaitingConnect() throws IOException {
        ServerSocketChannel server = own(ServerSocketChannel.open());
        server.bind(Loopback.anyPort(), 1);
        LoopFixture loop = loop();
        List<Long> connects = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            connects.add(loop.queue(loop.request().connect(server.getLocalAddress())));
        }
        for (int i = 0; i < 50; i++) {
            loop.tick();
        }
        List<Long> waiting = connects.stream().filter(ticket -> !loop.isOver(ticket)).toList();
        Assumptions.assumeFalse(waiting.isEmpty(), "this system takes more than the backlog");
        long ticket = waiting.get(waiting.size() - 1);
        assertThat(loop.finish(loop.request().cancel(ticket)).result()).isZero();
        assertThat(loop.await(ticket).status()).isEqualTo(IoStatus.ECANCELED);
    }

    private Outcome connectTo(SocketAddress address) {
        LoopFixture loop = loop();
        return loop.finish(loop.request().connect(address));
    }

    private void talk(ServerSocketChannel server) throws IOException {
        LoopFixture loop = loop();
        IoStream stream = loop.finish(loop.request().connect(server.getLocalAddress())).stream();
        Peer peer = own(new Peer(server.accept()));
        byte[] there = randomBytes(3_000);
        assertThat(loop.finish(loop.request().send(stream, give(there))).result()).isEqualTo(3_000);
        assertThat(peer.receive(3_000)).isEqualTo(there);
        peer.send(new byte[] {1, 2, 3});
        ByteBuf back = buffers.keep(8);
        int received = loop.finish(loop.request().recv(stream, back, 8)).result();
        assertThat(received).isBetween(1, 3);
        assertThat(Buffers.bytes(back)).startsWith(1);
        assertThat(loop.finish(loop.request().close(stream)).isOk()).isTrue();
    }

    private ServerSocketChannel serverOn(SocketAddress address) {
        try {
            ServerSocketChannel server = own(ServerSocketChannel.open());
            server.bind(address);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("an empty Unix path can neither be connected to nor be listened on")
    void emptyPath() {
        SocketAddress empty = UnixDomainSocketAddress.of("");
        assertThat(connectTo(empty).status()).isEqualTo(IoStatus.EINVAL);
        LoopFixture loop = loop();
        assertThatThrownBy(() -> loop.loop().listen(empty, SocketOptions.DEFAULT))
                .hasMessageContaining("path")
                .hasMessageNotContaining(IoStatus.EADDRINUSE.description());
    }
}
