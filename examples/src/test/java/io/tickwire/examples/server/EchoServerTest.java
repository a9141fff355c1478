package io.tickwire.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EchoServerTest {
    private static final String TRANSPORTS = "io.tickwire.examples.server.Transports#names";
    private static final int LIMIT_MILLIS = 20_000;
    private static final int BLOCKED_MILLIS = 300;

    /** Netty's io_uring handler makes an object of 24 bytes at each kernel entry, two a message. */
    private static final long NETTY_BYTES = 64;

    /** Without leak detection, which allocates; it counts for itself. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    private final EchoSystem echo = new EchoSystem(allocator);

    @AfterEach
    void nothingIsLeft() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
        assertThat(echo.openConnections()).isZero();
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    @DisplayName("a half closed peer gets the whole echo and then the end")
    void aHalfClosedPeerGetsTheWholeEchoAndThenTheEnd(String transport) throws Exception {
        Transports.assumeUsable(transport);
        byte[] sent = noise(40_000);
        try (ServerThread server = ServerThread.start(transport, echo);
                Socket peer = connect(server)) {
            peer.getOutputStream().write(sent);
            peer.shutdownOutput();
            assertThat(peer.getInputStream().readAllBytes()).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    @DisplayName("a peer that does not read is held back and loses nothing")
    void aPeerThatDoesNotReadIsHeldBackAndLosesNothing(String transport) throws Exception {
        Transports.assumeUsable(transport);
        try (ServerThread server = ServerThread.start(transport, echo);
                SocketChannel peer = SocketChannel.open();
                Socket other = connect(server)) {
            peer.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 14);
            peer.connect(server.address());
            long sent = writeUntilBlocked(peer);
            assertThat(allocator.metric().usedDirectMemory()).isLessThanOrEqualTo(2 * 2 * 8192);
            assertEchoes(other, noise(1000));
            peer.configureBlocking(true);
            peer.shutdownOutput();
            assertThat(checkPattern(peer)).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    @DisplayName("a reset ends one connection only")
    void aResetEndsOneConnectionOnly(String transport) throws Exception {
        Transports.assumeUsable(transport);
        try (ServerThread server = ServerThread.start(transport, echo);
                Socket other = connect(server)) {
            try (Socket peer = connect(server)) {
                assertEchoes(peer, noise(10));
                peer.setSoLinger(true, 0);
            }
            assertEchoes(other, noise(1000));
            other.shutdownOutput();
            assertThat(other.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(echo.summary()).isEqualTo("2 connections (1 of them failed), 1010 bytes echoed");
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    @DisplayName("a server that stops closes what is open")
    void aServerThatStopsClosesWhatIsOpen(String transport) throws Exception {
        Transports.assumeUsable(transport);
        ServerThread server = ServerThread.start(transport, echo);
        try (Socket idle = connect(server);
                SocketChannel blocked = SocketChannel.open(server.address())) {
            assertEchoes(idle, noise(10));
            writeUntilBlocked(blocked);
            server.close();
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    @DisplayName("a message allocates nothing")
    void aMessageAllocatesNothing(String transport) throws Exception {
        Transports.assumeUsable(transport);
        int messages = 5_000;
        boolean isNetty = transport.equals("io_uring");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] message = noise(100);
        try (ServerThread server = ServerThread.start(transport, echo);
                Socket peer = connect(server)) {
            echo(peer, message, 10 * messages);
            long before = threads.getThreadAllocatedBytes(server.threadId());
            echo(peer, message, messages);
            long bytes = threads.getThreadAllocatedBytes(server.threadId()) - before;
            assertThat(bytes / messages).isLessThanOrEqualTo(isNetty ? NETTY_BYTES : 0);
        }
    }

    private static Socket connect(ServerThread server) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.address();
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void assertEchoes(Socket peer, byte[] message) throws IOException {
        peer.getOutputStream().write(message);
        assertThat(peer.getInputStream().readNBytes(message.length)).isEqualTo(message);
    }

    private static void echo(Socket peer, byte[] message, int times) throws IOException {
        OutputStream out = peer.getOutputStream();
        InputStream in = peer.getInputStream();
        for (int i = 0; i < times; i++) {
            out.write(message);
            in.readNBytes(message, 0, message.length);
        }
    }

    /** Writes byte i as i modulo 251 until nothing moves any more; answers how many bytes. */
    private static long writeUntilBlocked(SocketChannel peer) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(251 * 256);
        while (bytes.hasRemaining()) {
            bytes.put((byte) (bytes.position() % 251));
        }
        long written = 0;
        peer.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            peer.register(selector, SelectionKey.OP_WRITE);
            while (selector.select(BLOCKED_MILLIS) > 0) {
                selector.selectedKeys().clear();
                bytes.position((int) (written % 251));
                written += peer.write(bytes);
            }
        }
        return written;
    }

    /** Reads to the end; answers how many bytes there were in the pattern. */
    private static long checkPattern(SocketChannel peer) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        long total = 0;
        while (peer.read(bytes.clear()) >= 0) {
            bytes.flip();
            while (bytes.hasRemaining()) {
                if (bytes.get() != (byte) (total % 251)) {
                    throw new AssertionError("byte " + total + " is wrong");
                }
                total++;
            }
        }
        return total;
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
