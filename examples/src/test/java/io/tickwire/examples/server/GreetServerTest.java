package io.tickwire.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GreetServerTest {
    private static final String TRANSPORTS = "io.tickwire.examples.server.Transports#names";
    private static final int LIMIT_MILLIS = 20_000;

    /** Without leak detection; it counts for itself. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    private final GreetSystem greet = new GreetSystem(allocator);

    @AfterEach
    void nothingIsLeft() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    @DisplayName("each peer gets one byte and then the end")
    void eachPeerGetsOneByteAndThenTheEnd(String transport) throws Exception {
        Transports.assumeUsable(transport);
        try (ServerThread server = ServerThread.start(transport, greet)) {
            InetSocketAddress address = (InetSocketAddress) server.address();
            for (int i = 0; i < 3; i++) {
                try (Socket peer = new Socket(address.getAddress(), address.getPort())) {
                    peer.setSoTimeout(LIMIT_MILLIS);
                    assertThat(peer.getInputStream().readAllBytes())
                            .containsExactly(GreetSystem.GREETING);
                }
            }
        }
        assertThat(greet.summary()).startsWith("3 connections accepted");
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    @DisplayName("a server that never ran gives its buffer back")
    void aServerThatNeverRanGivesItsBufferBack(String transport) {
        Transports.assumeUsable(transport);
        try (ExampleServer server = ExampleServer.open(options(transport, 0), greet)) {
            assertThat(server.address()).isNotNull();
            assertThat(allocator.metric().usedDirectMemory()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    @DisplayName("a server that cannot listen holds nothing")
    void aServerThatCannotListenHoldsNothing(String transport) throws Exception {
        Transports.assumeUsable(transport);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerOptions options = options(transport, taken.getLocalPort());
            assertThatThrownBy(() -> ExampleServer.open(options, greet))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    private static ServerOptions options(String transport, int port) {
        return ServerOptions.parse(
                List.of("--port", Integer.toString(port), "--transport", transport));
    }
}
