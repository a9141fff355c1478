package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoDatagram;
import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What can be bound, what the wildcards take, and in which words a failure is told. */
abstract class AddressTck extends TckCase {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    AddressTck(String transport) {
        super(transport);
    }

    private static InetSocketAddress wildcard(int addressBytes) throws UnknownHostException {
        byte[] zeros = new byte[addressBytes];
        return new InetSocketAddress(InetAddress.getByAddress(zeros), 0);
    }

    private static InetSocketAddress at(InetAddress host, SocketAddress bound) {
        return new InetSocketAddress(host, ((InetSocketAddress) bound).getPort());
    }

    private static void assumeIpv6() throws IOException {
        try (ServerSocketChannel probe = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            probe.bind(new InetSocketAddress(loopbackV6(), 0));
        } catch (IOException | UnsupportedOperationException e) {
            Assumptions.abort("no IPv6 here: " + e.getMessage());
        }
    }

    /** Binds a socket of the JDK's, which works if nobody else takes what comes to that address. */
    private ServerSocketChannel serverAt(InetSocketAddress address) throws IOException {
        ServerSocketChannel server = own(ServerSocketChannel.open(StandardProtocolFamily.INET6));
        return server.bind(address);
    }

    private DatagramChannel datagramsAt(InetSocketAddress address) throws IOException {
        DatagramChannel channel = own(DatagramChannel.open(StandardProtocolFamily.INET6));
        return channel.bind(address);
    }

    private void accepts(LoopFixture loop, IoListener listener, InetAddress host) {
        Peer peer = own(Peer.connect(at(host, listener.localAddress())));
        InetSocketAddress seen =
                (InetSocketAddress) loop.accept(listener, peer).stream().remoteAddress().get();
        assertThat(seen.getAddress()).isEqualTo(host);
    }

    private void receives(LoopFixture loop, IoDatagram socket, InetAddress host) throws Exception {
        List<SocketAddress> peers = new ArrayList<>();
        loop.queue(
                loop.request()
                        .recvmsg(socket, buffers.keep(8), 8)
                        .onComplete((completion, tick) -> peers.add(completion.peer())));
        DatagramChannel sender = own(DatagramChannel.open());
        sender.send(ByteBuffer.allocate(3), at(host, socket.localAddress()));
        loop.until("a datagram", () -> !peers.isEmpty());
        assertThat(((InetSocketAddress) peers.get(0)).getAddress()).isEqualTo(host);
    }

    @Test
    @DisplayName("a listener on 0.0.0.0 takes IPv4 and leaves IPv6 to others")
    void ipv4Wildcard() throws IOException {
        assumeIpv6();
        LoopFixture loop = loop();
        IoListener listener = loop.loop().listen(wildcard(4), SocketOptions.DEFAULT);
        InetSocketAddress bound = (InetSocketAddress) listener.localAddress();
        assertThat(bound.getAddress()).isEqualTo(wildcard(4).getAddress());
        accepts(loop, listener, LOOPBACK);
        InetSocketAddress six = at(loopbackV6(), bound);
        assertThatThrownBy(() -> own(SocketChannel.open(six))).isInstanceOf(IOException.class);
        assertThat(serverAt(six).getLocalAddress()).isEqualTo(six);
        own(Peer.connect(six));
        accepts(loop, listener, LOOPBACK);
    }

    @Test
    @DisplayName("a listener on :: takes both families")
    void ipv6Wildcard() throws IOException {
        assumeIpv6();
        LoopFixture loop = loop();
        IoListener listener = loop.loop().listen(wildcard(16), SocketOptions.DEFAULT);
        accepts(loop, listener, LOOPBACK);
        accepts(loop, listener, loopbackV6());
        InetSocketAddress four = at(wildcard(4).getAddress(), listener.localAddress());
        assertThatThrownBy(() -> loop.loop().listen(four, SocketOptions.DEFAULT))
                .hasMessage("cannot bind to " + four + ": address in use");
    }

    @Test
    @DisplayName("a datagram socket on 0.0.0.0 takes IPv4 and leaves IPv6 to others")
    void ipv4WildcardOfDatagrams() throws Exception {
        assumeIpv6();
        LoopFixture loop = loop();
        IoDatagram socket = loop.loop().bind(wildcard(4), SocketOptions.DEFAULT);
        receives(loop, socket, LOOPBACK);
        InetSocketAddress six = at(loopbackV6(), socket.localAddress());
        assertThat(datagramsAt(six).getLocalAddress()).isEqualTo(six);
        ByteBuf bytes = give(new byte[3]);
        assertThat(loop.finish(loop.request().sendmsg(socket, six, bytes, 3)).status())
                .isEqualTo(IoStatus.EAFNOSUPPORT);
        receives(loop, socket, LOOPBACK);
    }

    @Test
    @DisplayName("a datagram socket on :: takes both families")
    void ipv6WildcardOfDatagrams() throws Exception {
        assumeIpv6();
        LoopFixture loop = loop();
        IoDatagram socket = loop.loop().bind(wildcard(16), SocketOptions.DEFAULT);
        receives(loop, socket, LOOPBACK);
        receives(loop, socket, loopbackV6());
    }

    @Test
    @DisplayName("with v6Only :: leaves IPv4 to others, or the transport says that it cannot")
    void ipv6Only() throws Exception {
        assumeIpv6();
        LoopFixture loop = loop();
        SocketOptions options = SocketOptions.DEFAULT.withV6Only(true);
        IoListener listener = loop.loop().listen(wildcard(16), options);
        IoDatagram socket = loop.loop().bind(wildcard(16), options);
        loop.tick();
        if (loop.loop().stats().snapshot().ignoredWishes() > 0) {
            assertThat(takeWarnings()).hasSize(1).allMatch(text -> text.contains("cannot do"));
            accepts(loop, listener, LOOPBACK);
            receives(loop, socket, LOOPBACK);
            return;
        }
        listensBeside(loop, options);
        InetSocketAddress fourth = at(wildcard(4).getAddress(), socket.localAddress());
        receives(loop, loop.loop().bind(fourth, SocketOptions.DEFAULT), LOOPBACK);
        receives(loop, socket, loopbackV6());
    }

    /** A port that the system chose for IPv6 may be in use for IPv4; then another one is tried. */
    private void listensBeside(LoopFixture loop, SocketOptions options) throws IOException {
        Deadline deadline = new Deadline("a port that is free for both families");
        while (true) {
            IoListener listener = loop.loop().listen(wildcard(16), options);
            InetSocketAddress four = at(wildcard(4).getAddress(), listener.localAddress());
            try {
                accepts(loop, loop.loop().listen(four, SocketOptions.DEFAULT), LOOPBACK);
                accepts(loop, listener, loopbackV6());
                return;
            } catch (UncheckedIOException e) {
                assertThat(e).hasMessageContaining("address in use");
                deadline.check();
            }
        }
    }

    private static void fails(LoopFixture loop, SocketAddress address, String reason) {
        assertThatThrownBy(() -> loop.loop().listen(address, SocketOptions.DEFAULT))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot bind to " + address + ": " + reason);
    }

    private static void failsToBind(LoopFixture loop, SocketAddress address, String reason) {
        assertThatThrownBy(() -> loop.loop().bind(address, SocketOptions.DEFAULT))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot bind to " + address + ": " + reason);
    }

    @Test
    @DisplayName("that an internet address cannot be bound is told in the same words everywhere")
    void wordsOfInternetAddresses() throws UnknownHostException {
        LoopFixture loop = loop();
        SocketAddress taken = loop.listen().localAddress();
        fails(loop, taken, "address in use");
        SocketAddress takenDatagram =
                loop.loop()
                        .bind(new InetSocketAddress(LOOPBACK, 0), SocketOptions.DEFAULT)
                        .localAddress();
        failsToBind(loop, takenDatagram, "address in use");
        byte[] documentation = {(byte) 192, 0, 2, 1};
        SocketAddress far = new InetSocketAddress(InetAddress.getByAddress(documentation), 0);
        fails(loop, far, IoStatus.EADDRNOTAVAIL.description());
        failsToBind(loop, far, IoStatus.EADDRNOTAVAIL.description());
        assertThatThrownBy(() -> loop.loop().listen(taken, SocketOptions.DEFAULT))
                .hasCauseInstanceOf(BindException.class);
    }

    @Test
    @DisplayName("that a Unix path cannot be bound is told in the same words everywhere")
    void wordsOfUnixPaths() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        SocketAddress live = UnixDomainSocketAddress.of(directory.resolve("live"));
        loop.loop().listen(live, SocketOptions.DEFAULT);
        fails(loop, live, "address in use");
        Path file = Files.createFile(directory.resolve("file"));
        fails(
                loop,
                UnixDomainSocketAddress.of(file),
                "address in use, by a file that is no socket");
        SocketAddress missing = UnixDomainSocketAddress.of(directory.resolve("no/socket"));
        fails(loop, missing, IoStatus.ENOENT.description());
        fails(
                loop,
                UnixDomainSocketAddress.of(file.resolve("socket")),
                IoStatus.ENOTDIR.description());
        fails(loop, UnixDomainSocketAddress.of(""), "the path is empty");
        Path longPath = Path.of("/tmp/" + "x".repeat(195));
        fails(
                loop,
                UnixDomainSocketAddress.of(longPath),
                "a path of 200 bytes is too long for a Unix socket (100 are not, on any platform)");
    }

    @Test
    @DisplayName("a path of 100 bytes can be bound")
    void longestPortablePath() {
        LoopFixture loop = loop();
        String directory = directory().toString();
        String name = "x".repeat(99 - directory.length());
        SocketAddress address = UnixDomainSocketAddress.of(directory + "/" + name);
        IoListener listener = loop.loop().listen(address, SocketOptions.DEFAULT);
        assertThat(listener.localAddress()).isEqualTo(address);
    }

    @Test
    @DisplayName("a Unix socket whose owner has ended is stale; who deletes it can go on")
    void staleUnixSocket() throws IOException {
        LoopFixture loop = loop();
        Path path = directory().resolve("stale");
        SocketAddress address = UnixDomainSocketAddress.of(path);
        try (ServerSocketChannel ended = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            ended.bind(address);
        }
        String words =
                "address in use, by a stale socket: nobody listens on it, so the file can be"
                        + " deleted";
        fails(loop, address, words);
        assertThat(path).exists();
        Files.delete(path);
        IoListener listener = loop.loop().listen(address, SocketOptions.DEFAULT);
        fails(loop, address, "address in use");
        long accept = loop.queue(loop.request().accept(listener).multishot());
        own(Peer.connect(address));
        loop.until("a connection", () -> !loop.of(accept).isEmpty());
        assertThat(List.copyOf(loop.of(accept))).allMatch(Outcome::isOk);
    }
}
