package io.tickwire.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.tickwire.BatchConfig;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.Readiness;
import io.tickwire.spi.Wishes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How connects end, by the poller's reports and by what the system then tells of the socket. */
class ConnectEndTest {
    private final List<IntConsumer> watched = new ArrayList<>();
    private UnixBackend backend;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Epoll.isAvailable(), () -> "epoll: " + Epoll.unavailabilityCause());
        backend =
                new UnixBackend(
                        PollLoop.open(EpollIoHandler.newFactory()),
                        UnixPlatform.LINUX,
                        new Wishes("epoll", BatchConfig.DEFAULT),
                        (loop, socket, ready) -> {
                            watched.add(ready);
                            return new NoWatch();
                        });
        backend.start();
    }

    @AfterEach
    void close() {
        if (backend != null) {
            backend.close();
        }
    }

    private static InetSocketAddress closedPort() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket socket = new ServerSocket(0, 1, here)) {
            return new InetSocketAddress(here, socket.getLocalPort());
        }
    }

    @Test
    @DisplayName("a connect that has ended with no error left to tell is refused")
    void aConnectThatHasEndedWithNoErrorLeftToTellIsRefused() throws IOException {
        InetSocketAddress address = closedPort();
        UnixStream stream = UnixStream.open(backend, address, SocketOptions.DEFAULT);
        assertThat(stream.connect(address)).isEqualTo(Readiness.WOULD_BLOCK);
        assertThat(stream.finishConnect())
                .as("the one time that the error is told")
                .isEqualTo(IoStatus.ECONNREFUSED.result());
        assertThat(stream.finishConnect())
                .as("nothing says that it is over")
                .isEqualTo(Readiness.WOULD_BLOCK);
        watched.get(0).accept(Readiness.WRITABLE | Readiness.ENDED);
        assertThat(stream.finishConnect()).isEqualTo(IoStatus.ECONNREFUSED.result());
        stream.release(false);
    }

    @Test
    @DisplayName("a connection whose peer has closed already is a connection")
    void aConnectionWhosePeerHasClosedAlreadyIsAConnection() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket socket = new ServerSocket(0, 1, here)) {
            InetSocketAddress address = new InetSocketAddress(here, socket.getLocalPort());
            UnixStream stream = UnixStream.open(backend, address, SocketOptions.DEFAULT);
            int unused = stream.connect(address);
            socket.accept().close();
            watched.get(0).accept(Readiness.WRITABLE | Readiness.ENDED);
            assertThat(stream.finishConnect()).isZero();
            stream.release(false);
        }
    }

    /** Watches nothing: the test reports. */
    private static final class NoWatch implements SocketWatch {
        @Override
        public int set(int bits) {
            return 0;
        }

        @Override
        public int renew(int bits) {
            return 0;
        }

        @Override
        public void end() {}
    }
}
