package io.tickwire.examples.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A check that cannot fail checks nothing: these servers are wrong on purpose. */
class SelfTestClientTest {
    private static final int MESSAGES = 50;

    /** What a server does with the only connection it gets. */
    private interface Service {
        void serve(InputStream in, OutputStream out) throws IOException;
    }

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private final Histogram latencyNanos = new Histogram(60_000_000_000L, 3);

    @Test
    @DisplayName("an echo that is right passes")
    void anEchoThatIsRightPasses() throws Exception {
        SelfTestClient client = echoClient(InputStream::transferTo);
        assertThat(client.failures()).isEmpty();
        assertThat(client.failureCount()).isZero();
        assertThat(latencyNanos.getTotalCount()).isEqualTo(MESSAGES - 1);
    }

    @Test
    @DisplayName("a wrong byte is found")
    void aWrongByteIsFound() throws Exception {
        SelfTestClient client = echoClient((in, out) -> echoExceptOneByte(in, out, 9_000));
        assertThat(client.failureCount()).isEqualTo(1);
        assertThat(client.failures()).singleElement().asString().contains("differs at byte");
    }

    @Test
    @DisplayName("a missing byte at the end is found")
    void aMissingByteAtTheEndIsFound() throws Exception {
        SelfTestClient client =
                echoClient(
                        (in, out) -> {
                            byte[] all = in.readNBytes(totalBytes(4));
                            out.write(all, 0, all.length - 1);
                        });
        assertThat(client.failures()).singleElement().asString().contains("connection 0");
    }

    @Test
    @DisplayName("a byte too many is found")
    void aByteTooManyIsFound() throws Exception {
        SelfTestClient client =
                echoClient(
                        (in, out) -> {
                            in.transferTo(out);
                            out.write(0);
                        });
        assertThat(client.failures()).singleElement().asString().contains("bytes too many");
    }

    @Test
    @DisplayName("a server that does not answer is given up")
    void aServerThatDoesNotAnswerIsGivenUp() throws Exception {
        SelfTestClient client = echoClient((in, out) -> in.readAllBytes());
        assertThat(client.failures()).singleElement().asString().contains("misses");
    }

    @Test
    @DisplayName("a greeting of two bytes is found")
    void aGreetingOfTwoBytesIsFound() throws Exception {
        SelfTestClient client =
                run(
                        new GreetPeer(buffer, latencyNanos),
                        Optional.empty(),
                        (in, out) -> out.write(new byte[] {'!', '!'}));
        assertThat(client.failureCount()).isEqualTo(1);
    }

    @Test
    @DisplayName("a connection closed without a greeting is found")
    void aConnectionClosedWithoutAGreetingIsFound() throws Exception {
        SelfTestClient client =
                run(new GreetPeer(buffer, latencyNanos), Optional.empty(), (in, out) -> {});
        assertThat(client.failures()).singleElement().asString().contains("without a greeting");
    }

    private SelfTestClient echoClient(Service service) throws Exception {
        EchoPeer peer = new EchoPeer(0, MESSAGES, new Traffic(), buffer, latencyNanos);
        return run(peer, Optional.of(() -> {}), service);
    }

    private static SelfTestClient run(Peer peer, Optional<Runnable> barrier, Service service)
            throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> serveOne(listener, service), "wrong server");
            server.start();
            SelfTestClient client =
                    new SelfTestClient(
                            listener.getLocalSocketAddress(),
                            List.of(peer),
                            2_000_000_000L,
                            barrier);
            client.run();
            server.join();
            return client;
        }
    }

    private static void serveOne(ServerSocket listener, Service service) {
        try (Socket socket = listener.accept()) {
            service.serve(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            // The client gave up on it first, as it should.
        }
    }

    private static void echoExceptOneByte(InputStream in, OutputStream out, int wrongAt)
            throws IOException {
        byte[] bytes = new byte[4096];
        int total = 0;
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
            if (total <= wrongAt && wrongAt < total + n) {
                bytes[wrongAt - total] ^= 1;
            }
            total += n;
            out.write(bytes, 0, n);
        }
    }

    private static int totalBytes(int messages) {
        int bytes = 0;
        for (int message = 0; message < messages; message++) {
            bytes += Traffic.size(0, message);
        }
        return bytes;
    }
}
