package io.tickwire.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatagramEchoSystemTest {
    private static final int ATTEMPTS = 60;
    private static final int WAIT_MILLIS = 500;

    /** What fits into one IPv4 packet. */
    private static final int LARGEST = 65_507;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    @ParameterizedTest
    @MethodSource("io.tickwire.examples.server.Transports#names")
    @DisplayName("empty and largest datagrams come back to each sender")
    void emptyAndLargestDatagramsComeBackToEachSender(String transport) throws Exception {
        Transports.assumeUsable(transport);
        ServerOptions options =
                ServerOptions.parse(List.of("--udp", "--port", "0", "--transport", transport));
        DatagramEchoSystem echo = new DatagramEchoSystem(options.address(), allocator);
        ExampleServer server = ExampleServer.open(options, echo);
        InetSocketAddress address = (InetSocketAddress) server.address();
        Thread thread =
                new Thread(
                        () -> {
                            try (server) {
                                server.run();
                            }
                        });
        thread.start();
        try (DatagramSocket one = new DatagramSocket();
                DatagramSocket other = new DatagramSocket()) {
            for (int size : new int[] {0, 1, 1_472, 9_000, LARGEST}) {
                assertEchoes(one, address, size);
                assertEchoes(other, address, size);
            }
            // Its echo meets a closed port; the next one is served all the same.
            try (DatagramSocket gone = new DatagramSocket()) {
                gone.send(new DatagramPacket(new byte[100], 100, address));
            }
            assertEchoes(one, address, 10);
        } finally {
            server.stop();
            thread.join();
        }
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private static void assertEchoes(DatagramSocket socket, InetSocketAddress server, int size)
            throws IOException {
        byte[] sent = new byte[size];
        new Random(size).nextBytes(sent);
        DatagramPacket received = new DatagramPacket(new byte[LARGEST + 1], LARGEST + 1);
        socket.setSoTimeout(WAIT_MILLIS);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            socket.send(new DatagramPacket(sent, size, server));
            try {
                do {
                    received.setLength(LARGEST + 1);
                    socket.receive(received);
                    // An echo that came late, of a size before, is passed over.
                } while (received.getLength() != size);
                byte[] echoed = Arrays.copyOf(received.getData(), received.getLength());
                assertThat(echoed).isEqualTo(sent);
                assertThat(received.getSocketAddress()).isEqualTo(server);
                return;
            } catch (SocketTimeoutException lost) {
                // Datagrams may be lost; the next attempt sends another.
            }
        }
        throw new AssertionError("no echo of " + size + " bytes");
    }
}
