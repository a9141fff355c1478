package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoDatagram;
import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
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

/**
 * That each socket option takes effect, or is refused in words. IPV6_V6ONLY: {@link AddressTck}.
 */
abstract class SocketOptionTck extends TckCase {
    private static final int NARROW = 4_096;

    /** No more than any Linux grants an ordinary process, see socket(7). */
    private static final int WIDE = 200 << 10;

    private static final int TOO_WIDE = Integer.MAX_VALUE;
    private static final int MESSAGES = 100;
    private static final int MESSAGE_BYTES = 1_000;
    private static final int TIMER = 5;
    private static final SocketOptions PLAIN = SocketOptions.DEFAULT;

    SocketOptionTck(String transport) {
        super(transport);
    }

    private static InetSocketAddress anyPort() {
        return Loopback.anyPort();
    }

    private SocketAddress unixPath() {
        return UnixDomainSocketAddress.of(directory().resolve("s"));
    }

    /** Accepts a peer that has room for little itself. */
    private Connection accepted(LoopFixture loop, SocketAddress address, SocketOptions options)
            throws IOException {
        IoListener listener = loop.loop().listen(address, options);
        boolean isUnix = address instanceof UnixDomainSocketAddress;
        SocketChannel channel =
                isUnix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        Peer peer = own(new Peer(channel));
        narrow(channel).connect(listener.localAddress());
        return loop.accept(listener, peer);
    }

    private Connection connected(LoopFixture loop, SocketOptions options) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, NARROW);
            server.bind(anyPort());
            SocketAddress address = server.getLocalAddress();
            IoStream stream =
                    loop.finish(loop.request().connect(address).options(options)).stream();
            SocketChannel channel = server.accept();
            Peer peer = own(new Peer(channel));
            channel.setOption(StandardSocketOptions.SO_SNDBUF, NARROW);
            return new Connection(stream, peer);
        }
    }

    private static SocketChannel narrow(SocketChannel channel) throws IOException {
        return channel.setOption(StandardSocketOptions.SO_RCVBUF, NARROW)
                .setOption(StandardSocketOptions.SO_SNDBUF, NARROW);
    }

    /** How many bytes a stream takes in while nobody receives. */
    private static int takenUnread(Connection connection) throws IOException {
        SocketChannel channel = connection.peer().channel();
        channel.configureBlocking(false);
        ByteBuffer block = ByteBuffer.allocate(1 << 20);
        int taken = channel.write(block);
        for (int bytes = taken; bytes > 0; taken += bytes) {
            bytes = channel.write(block);
        }
        return taken;
    }

    private List<Long> send(LoopFixture loop, IoStream stream) {
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            tickets.add(loop.queue(loop.request().send(stream, give(new byte[MESSAGE_BYTES]))));
        }
        return tickets;
    }

    private static long over(LoopFixture loop, List<Long> tickets) {
        return tickets.stream().filter(loop::isOver).count();
    }

    private void sendBuffersDiffer(LoopFixture loop, Connection narrow, Connection wide) {
        List<Long> toWide = send(loop, wide.stream());
        loop.until("all that the wide buffer holds", () -> over(loop, toWide) == MESSAGES);
        List<Long> toNarrow = send(loop, narrow.stream());
        loop.tick();
        loop.tick();
        assertThat(over(loop, toNarrow)).isLessThan(MESSAGES / 2);
    }

    private static void receiveBuffersDiffer(Connection narrow, Connection wide)
            throws IOException {
        assertThat(takenUnread(narrow) * 3).isLessThan(takenUnread(wide));
    }

    @Test
    @DisplayName("a TCP listener's buffer sizes hold for what it accepts")
    void buffersOfAcceptedTcp() throws IOException {
        LoopFixture loop = loop();
        Connection narrow = accepted(loop, anyPort(), PLAIN.withBufferBytes(NARROW, NARROW));
        Connection wide = accepted(loop, anyPort(), PLAIN.withBufferBytes(WIDE, WIDE));
        sendBuffersDiffer(loop, narrow, wide);
        receiveBuffersDiffer(narrow, wide);
    }

    @Test
    @DisplayName("a Unix listener's send buffer size holds for what it accepts")
    void buffersOfAcceptedUnix() throws IOException {
        LoopFixture loop = loop();
        Connection narrow = accepted(loop, unixPath(), PLAIN.withBufferBytes(NARROW, NARROW));
        Connection wide = accepted(loop, unixPath(), PLAIN.withBufferBytes(WIDE, WIDE));
        sendBuffersDiffer(loop, narrow, wide);
    }

    @Test
    @DisplayName("a connected stream has the buffer sizes that it was asked for")
    void buffersOfConnected() throws IOException {
        LoopFixture loop = loop();
        Connection narrow = connected(loop, PLAIN.withBufferBytes(NARROW, NARROW));
        Connection wide = connected(loop, PLAIN.withBufferBytes(WIDE, WIDE));
        sendBuffersDiffer(loop, narrow, wide);
        receiveBuffersDiffer(narrow, wide);
    }

    @Test
    @DisplayName("a datagram socket has the receive buffer that it was asked for")
    void receiveBufferOfDatagrams() throws IOException {
        LoopFixture loop = loop();
        List<Long> wide = receiveOverflow(loop, PLAIN.withBufferBytes(WIDE, 0));
        loop.until("what the wide buffer holds", () -> over(loop, wide) > MESSAGES / 2);
        List<Long> narrow = receiveOverflow(loop, PLAIN.withBufferBytes(NARROW, 0));
        loop.tick();
        loop.tick();
        assertThat(over(loop, narrow)).isLessThan(MESSAGES / 4);
    }

    private List<Long> receiveOverflow(LoopFixture loop, SocketOptions options) throws IOException {
        IoDatagram socket = loop.loop().bind(anyPort(), options);
        try (DatagramChannel peer = DatagramChannel.open()) {
            for (int i = 0; i < MESSAGES; i++) {
                peer.send(ByteBuffer.allocate(MESSAGE_BYTES), socket.localAddress());
            }
        }
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            ByteBuf into = buffers.keep(MESSAGE_BYTES);
            tickets.add(loop.queue(loop.request().recvmsg(socket, into, MESSAGE_BYTES)));
        }
        return tickets;
    }

    @Test
    @DisplayName("a Unix datagram socket has the send buffer that it was asked for")
    void sendBufferOfDatagrams() {
        LoopFixture loop = loop();
        Assumptions.assumeTrue(
                loop.loop().capabilities().of(Feature.UNIX_DATAGRAMS) != Support.UNSUPPORTED,
                "no Unix datagrams");
        int longer = 3 * NARROW;
        IoDatagram to = loop.loop().bind(unixPath(), PLAIN.withBufferBytes(WIDE, WIDE));
        IoDatagram narrow = loop.loop().bind(unixPath(), PLAIN.withBufferBytes(0, NARROW));
        assertThat(sendTo(loop, narrow, to, longer)).isEqualTo(IoStatus.EMSGSIZE);
        assertThat(sendTo(loop, to, to, longer)).isEqualTo(IoStatus.OK);
    }

    private IoStatus sendTo(LoopFixture loop, IoDatagram from, IoDatagram to, int length) {
        ByteBuf bytes = give(new byte[length]);
        return loop.finish(loop.request().sendmsg(from, to.localAddress(), bytes, length)).status();
    }

    @Test
    @DisplayName("keepAlive starts the kernel's timer, on accepted and on connected streams")
    void keepAlive() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "no table of sockets");
        LoopFixture loop = loop();
        SocketOptions probing = PLAIN.withKeepAlive(true);
        assertThat(timer(accepted(loop, anyPort(), probing))).isEqualTo("02");
        assertThat(timer(connected(loop, probing))).isEqualTo("02");
        assertThat(timer(accepted(loop, anyPort(), PLAIN))).isEqualTo("00");
        assertThat(timer(connected(loop, PLAIN))).isEqualTo("00");
    }

    /** Which timer of a connection runs, see proc(5): 02 is that of SO_KEEPALIVE. */
    private static String timer(Connection connection) throws IOException {
        SocketChannel peer = connection.peer().channel();
        String local = portInHex(peer.getRemoteAddress());
        String remote = portInHex(peer.getLocalAddress());
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields[1].endsWith(local) && fields[2].endsWith(remote)) {
                    return fields[TIMER].substring(0, 2);
                }
            }
        }
        throw new AssertionError("not in the table: " + peer);
    }

    private static String portInHex(SocketAddress address) {
        return String.format(":%04X", ((InetSocketAddress) address).getPort());
    }

    @Test
    @DisplayName("a backlog takes as many connections and no more")
    void backlog() throws IOException {
        LoopFixture loop = loop();
        IoListener listener = loop.loop().listen(unixPath(), PLAIN.withBacklog(3));
        int connections = 0;
        while (connections < MESSAGES && isConnectedAtOnce(listener.localAddress())) {
            connections++;
        }
        // Linux takes one more, see net/unix/af_unix.c.
        assertThat(connections).isBetween(3, 4);
    }

    private boolean isConnectedAtOnce(SocketAddress address) throws IOException {
        SocketChannel channel = own(SocketChannel.open(StandardProtocolFamily.UNIX));
        channel.configureBlocking(false);
        try {
            return channel.connect(address);
        } catch (SocketException full) {
            return false;
        }
    }

    @Test
    @DisplayName("with reusePort listeners, and datagram sockets, share a port")
    void reusePort() {
        LoopFixture loop = loop();
        SocketOptions shared = PLAIN.withReuse(true, true);
        SocketAddress ofListeners = loop.loop().listen(anyPort(), shared).localAddress();
        SocketAddress ofDatagrams = loop.loop().bind(anyPort(), shared).localAddress();
        loop.tick();
        if (loop.loop().stats().snapshot().ignoredWishes() > 0) {
            assertThat(takeWarnings()).hasSize(1).allMatch(text -> text.contains("reusePort"));
            return;
        }
        assertThat(loop.loop().listen(ofListeners, shared).localAddress()).isEqualTo(ofListeners);
        assertThat(loop.loop().bind(ofDatagrams, shared).localAddress()).isEqualTo(ofDatagrams);
    }

    @Test
    @DisplayName("with reuseAddress, and not without, a port is bound behind a closed connection")
    void reuseAddress() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        SocketAddress address = listener.localAddress();
        Connection connection = connect(loop, listener);
        assertThat(loop.finish(loop.request().close(connection.stream())).isOk()).isTrue();
        assertThat(connection.peer().receiveToEnd()).isEmpty();
        connection.peer().close();
        assertThat(loop.finish(loop.request().close(listener)).isOk()).isTrue();
        assertThatThrownBy(() -> loop.loop().listen(address, PLAIN.withReuse(false, false)))
                .hasMessageContaining("address in use");
        assertThat(loop.loop().listen(address, PLAIN).localAddress()).isEqualTo(address);
    }

    @Test
    @DisplayName("a buffer size that the system does not grant is counted, and told in one line")
    void refusedAndIgnored() throws IOException {
        for (SocketOptions options : tooWide()) {
            LoopFixture loop = loop();
            Connection connection = accepted(loop, anyPort(), options);
            Connection other = connected(loop, options);
            IoDatagram datagram = loop.loop().bind(anyPort(), options);
            loop.tick();
            assertThat(loop.loop().stats().snapshot().ignoredWishes()).isEqualTo(1);
            assertThat(takeWarnings()).hasSize(1).allMatch(text -> text.contains(named(options)));
            assertThat(List.of(connection.stream(), other.stream(), datagram)).hasSize(3);
        }
    }

    @Test
    @DisplayName("with required(true) such a size is an error that names the option and its value")
    void refusedAndRequired() throws IOException {
        BatchConfig required = BatchConfig.builder().laneCapacity(512).required(true).build();
        for (SocketOptions options : tooWide()) {
            LoopFixture loop = loop(required);
            for (SocketAddress address : List.of(anyPort(), unixPath())) {
                assertThatThrownBy(() -> loop.loop().listen(address, options))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining(named(options))
                        .hasMessageContaining("required");
            }
            assertThatThrownBy(() -> loop.loop().bind(anyPort(), options))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(named(options));
            SocketAddress address = loop.listen().localAddress();
            assertThat(loop.finish(loop.request().connect(address).options(options)).status())
                    .isEqualTo(IoStatus.EOPNOTSUPP);
            assertThat(takeWarnings()).hasSize(1).allMatch(text -> text.contains(named(options)));
        }
    }

    private static List<SocketOptions> tooWide() {
        return List.of(PLAIN.withBufferBytes(TOO_WIDE, 0), PLAIN.withBufferBytes(0, TOO_WIDE));
    }

    private static String named(SocketOptions options) {
        return (options.sendBufferBytes() > 0 ? "sendBufferBytes=" : "receiveBufferBytes=")
                + TOO_WIDE;
    }
}
