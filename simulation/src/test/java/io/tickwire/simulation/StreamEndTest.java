package io.tickwire.simulation;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each expectation was seen on Linux 6.18. */
class StreamEndTest {
    private static final int ECONNRESET = IoStatus.ECONNRESET.result();
    private static final int EPIPE = IoStatus.EPIPE.result();
    private static final int ENOTCONN = IoStatus.ENOTCONN.result();

    private static final InetAddress CLIENT = Addresses.machine(0, Addresses.LOOPBACK_4);

    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random = new SplittableRandom(5);
    private final Network network =
            new Network(
                    time,
                    random,
                    new FaultInjector(random, FaultRates.NONE),
                    Latency.between(Duration.ofMillis(1), Duration.ofMillis(9)));
    private final List<String> seen = new ArrayList<>();
    private StreamEnd client;
    private StreamEnd server;

    StreamEndTest() {
        connect(new InetSocketAddress(Addresses.LOOPBACK_4, 0));
    }

    private void connect(SocketAddress address) {
        try {
            Backlog backlog =
                    network.listen(address, new BufferSizes(100, 60), 8, false, false, () -> {});
            client = network.open(backlog.address(), CLIENT, new BufferSizes(100, 60));
            client.ownedBy(watching("client"));
            int unused = network.connect(client, false);
            settle();
            server = backlog.accept();
            server.ownedBy(watching("server"));
            seen.clear();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private StreamOwner watching(String name) {
        return new StreamOwner() {
            @Override
            public void connected() {
                seen.add(name + " connected");
            }

            @Override
            public void readable() {
                seen.add(name + " readable");
            }

            @Override
            public void writable() {
                seen.add(name + " writable");
            }

            @Override
            public void ended() {
                seen.add(name + " ended");
            }

            @Override
            public void reset() {
                seen.add(name + " reset");
            }
        };
    }

    private void settle() {
        time.advance(1_000_000_000);
    }

    private static int send(StreamEnd end, String text) {
        int failure = end.sendFailure();
        if (failure != 0) {
            return failure;
        }
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        int length = Math.min(bytes.remaining(), end.room());
        if (length < bytes.remaining()) {
            end.awaitRoom();
        }
        end.out().write(bytes, length);
        end.out().push();
        return length;
    }

    private static String receive(StreamEnd end) {
        return receive(end, end.available());
    }

    private static String receive(StreamEnd end, int length) {
        byte[] bytes = new byte[length];
        end.receive(bytes, length);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    @DisplayName("bytes arrive later, in order, and nothing else does")
    void bytesArriveInOrder() {
        assertThat(send(client, "one ")).isEqualTo(4);
        assertThat(send(client, "two ")).isEqualTo(4);
        time.advance(999_999);
        assertThat(server.available()).isZero();
        assertThat(server.emptyResult()).isEqualTo(WOULD_BLOCK);
        time.advance(3_000_000);
        assertThat(send(client, "three")).isEqualTo(5);
        settle();
        assertThat(receive(server)).isEqualTo("one two three");
        assertThat(server.emptyResult()).isEqualTo(WOULD_BLOCK);
    }

    @Test
    @DisplayName(
            "a reader that stops fills both buffers, and the sender is told once there is room")
    void buffersAreBounded() {
        assertThat(send(client, "x".repeat(300))).isEqualTo(100);
        assertThat(client.isWritable()).isFalse();
        settle();
        assertThat(server.available()).isEqualTo(60);
        assertThat(send(client, "y".repeat(300))).isEqualTo(60);
        settle();
        assertThat(server.available()).isEqualTo(60);
        assertThat(client.room()).isZero();
        assertThat(seen).containsExactly("server readable", "client writable");
        assertThat(receive(server)).isEqualTo("x".repeat(60));
        settle();
        assertThat(receive(server)).isEqualTo("x".repeat(40) + "y".repeat(20));
        settle();
        assertThat(receive(server)).isEqualTo("y".repeat(40));
    }

    @Test
    @DisplayName("a closed window opens for a quarter of the buffer or more")
    void tinyWindowsStayClosed() {
        int unused = send(client, "x".repeat(100));
        settle();
        assertThat(receive(server, 1)).isEqualTo("x");
        settle();
        assertThat(server.available()).isEqualTo(59);
        assertThat(receive(server, 14)).hasSize(14);
        settle();
        assertThat(server.available()).isEqualTo(60);
    }

    @Test
    @DisplayName("the end of a stream comes behind its bytes, and the other direction goes on")
    void halfClose() {
        int unused = send(client, "x".repeat(100));
        assertThat(client.shutdown(1)).isZero();
        assertThat(client.shutdown(1)).isZero();
        assertThat(send(client, "more")).isEqualTo(EPIPE);
        settle();
        assertThat(server.isEndArrived()).isFalse();
        assertThat(receive(server)).hasSize(60);
        settle();
        assertThat(receive(server)).hasSize(40);
        assertThat(server.emptyResult()).isZero();
        assertThat(server.emptyResult()).isZero();
        assertThat(send(server, "still here")).isEqualTo(10);
        settle();
        assertThat(receive(client)).isEqualTo("still here");
        assertThat(client.emptyResult()).isEqualTo(WOULD_BLOCK);
    }

    @Test
    @DisplayName(
            "after a shutdown of reading what arrives can be read, and then the stream has ended")
    void shutdownOfReading() {
        assertThat(server.shutdown(0)).isZero();
        assertThat(server.emptyResult()).isZero();
        assertThat(send(client, "abc")).isEqualTo(3);
        settle();
        assertThat(receive(server)).isEqualTo("abc");
        assertThat(server.emptyResult()).isZero();
    }

    @Test
    @DisplayName("an abort drops what was not sent; what had arrived can be read, then the reset")
    void abort() {
        int unused = send(client, "x".repeat(100));
        settle();
        client.close(true);
        settle();
        assertThat(seen).contains("server reset");
        assertThat(receive(server)).hasSize(60);
        assertThat(server.emptyResult()).isEqualTo(ECONNRESET);
        assertThat(server.emptyResult()).isZero();
        assertThat(send(server, "x")).isEqualTo(EPIPE);
        assertThat(server.shutdown(1)).isEqualTo(ENOTCONN);
    }

    @Test
    @DisplayName("a reset is told once, by whichever call comes first")
    void resetIsToldOnce() {
        client.close(true);
        settle();
        assertThat(send(server, "x")).isEqualTo(ECONNRESET);
        assertThat(send(server, "x")).isEqualTo(EPIPE);
        assertThat(server.emptyResult()).isZero();
    }

    @Test
    @DisplayName("a close with unread bytes resets the connection")
    void closeWithUnreadBytes() {
        int unused = send(client, "unread");
        settle();
        server.close(false);
        settle();
        assertThat(client.emptyResult()).isEqualTo(ECONNRESET);
    }

    @Test
    @DisplayName(
            "a close lets what was sent arrive, and a send to the closed end is answered by a"
                    + " reset")
    void sendToClosedEnd() {
        int unused = send(server, "bye");
        server.close(false);
        settle();
        assertThat(receive(client)).isEqualTo("bye");
        assertThat(client.emptyResult()).isZero();
        assertThat(send(client, "x")).isEqualTo(1);
        settle();
        assertThat(send(client, "x")).isEqualTo(EPIPE);
        assertThat(client.emptyResult()).isZero();
    }

    @Test
    @DisplayName("over a Unix socket bytes take no time, and a closed end is known at once")
    void unixSockets() {
        connect(UnixDomainSocketAddress.of("/run/test"));
        assertThat(send(client, "hi")).isEqualTo(2);
        time.advance(0);
        assertThat(receive(server)).isEqualTo("hi");
        client.close(false);
        assertThat(send(server, "x")).isEqualTo(EPIPE);
        time.advance(0);
        assertThat(server.emptyResult()).isZero();
        assertThat(client.remote()).isEqualTo(UnixDomainSocketAddress.of("/run/test"));
        assertThat(server.remote()).isEqualTo(UnixDomainSocketAddress.of(""));
    }

    @Test
    @DisplayName("bytes of random sizes through a network that is cut now and then stay in order")
    void randomTrafficStaysInOrder() {
        int written = 0;
        int read = 0;
        while (written < 20_000) {
            int length = Math.min(1 + random.nextInt(50), client.room());
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) written++;
            }
            client.out().write(ByteBuffer.wrap(bytes), length);
            client.out().push();
            if (random.nextInt(50) == 0) {
                network.partition(CLIENT);
            } else if (random.nextInt(10) == 0) {
                network.heal(CLIENT);
            }
            time.advance(random.nextInt(4_000_000));
            byte[] got = new byte[random.nextInt(server.available() + 1)];
            server.receive(got, got.length);
            for (byte b : got) {
                assertThat(b).isEqualTo((byte) read++);
            }
        }
        assertThat(read).isGreaterThan(19_000);
    }
}
