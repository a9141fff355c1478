package io.tickwire.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportProvider;
import io.tickwire.stress.harness.DescriptorProbe;
import io.tickwire.tck.LateWaker;
import io.tickwire.tck.Rig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is true of epoll alone; all else is in the conformance suite. */
class EpollTransportTest {
    @TempDir private Path folder;

    @BeforeAll
    static void needsEpoll() {
        try {
            new EpollTransportProvider().selfTest();
        } catch (IOException cause) {
            boolean isRequired =
                    List.of(System.getProperty("tickwire.tck.required", "").split(","))
                            .contains("epoll");
            assertThat(isRequired).as(cause.toString()).isFalse();
            System.out.println("skipped: " + cause.getMessage());
            abort(cause.getMessage());
        }
    }

    private static Rig create(int slots) throws IOException {
        TransportConfig config =
                new TransportConfig(slots, Math.min(slots, 256), BatchConfig.DEFAULT);
        return new Rig(new EpollTransportProvider(), config);
    }

    private static Rig rig() throws IOException {
        return create(1 << 12).started();
    }

    @Test
    @DisplayName("the provider is found between io_uring and NIO")
    void theProviderIsFoundBetweenIoUringAndNio() {
        TransportProvider provider =
                ServiceLoader.load(TransportProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(one -> one.name().equals("epoll"))
                        .findFirst()
                        .orElseThrow();
        assertThat(provider.priority()).isEqualTo(200);
    }

    @Test
    @DisplayName("bytes and the end behind them are both received from one report")
    void bytesAndTheEndBehindThemAreBothReceivedFromOneReport() throws IOException {
        try (Rig rig = rig()) {
            TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
            rig.result(rig.send(ends[0], rig.zeroes(5)));
            rig.result(rig.close(ends[0]));
            // Both are there before the first receive, so there is one edge for the two.
            ByteBuf buffer = rig.buffer(64);
            assertThat(rig.result(rig.receive(ends[1], buffer))).isEqualTo(5);
            assertThat(rig.result(rig.receive(ends[1], buffer))).isZero();
            assertThat(rig.result(rig.receive(ends[1], buffer))).isZero();
        }
    }

    @Test
    @DisplayName("an end that comes while nobody receives is found by the next receive")
    void anEndThatComesWhileNobodyReceivesIsFoundByTheNextReceive() throws IOException {
        try (Rig rig = rig()) {
            TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
            ByteBuf buffer = rig.buffer(64);
            int first = rig.receive(ends[1], buffer);
            rig.result(rig.send(ends[0], rig.zeroes(5)));
            assertThat(rig.result(first)).isEqualTo(5);
            rig.result(rig.shutdown(ends[0], 1));
            rig.transport.harvest(0);
            assertThat(rig.result(rig.receive(ends[1], buffer))).isZero();
        }
    }

    @Test
    @DisplayName("a half closed peer is reported once and can still be sent to")
    void aHalfClosedPeerIsReportedOnceAndCanStillBeSentTo() throws Exception {
        try (Rig rig = rig()) {
            TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
            ByteBuf buffer = rig.buffer(64);
            int atEnd = rig.receive(ends[1], buffer);
            rig.result(rig.shutdown(ends[0], 1));
            assertThat(rig.result(atEnd)).isZero();
            int waiting = rig.receive(ends[0], buffer);
            rig.transport.harvest(0);
            // Were the end reported again and again, these would not wait.
            for (int i = 0; i < 3; i++) {
                LateWaker waker = LateWaker.start(rig.transport);
                rig.transport.harvest(Long.MAX_VALUE);
                waker.assertWaited();
            }
            assertThat(rig.result(rig.send(ends[1], rig.zeroes(7)))).isEqualTo(7);
            assertThat(rig.result(waiting)).isEqualTo(7);
        }
    }

    @Test
    @DisplayName("a gathered send that is cut anywhere goes on with the right byte")
    void aGatheredSendThatIsCutAnywhereGoesOnWithTheRightByte() throws IOException {
        try (Rig rig = rig()) {
            TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
            int each = (1 << 20) + 7;
            byte[] sent = new byte[5 * each];
            for (int i = 0; i < sent.length; i++) {
                sent[i] = (byte) (i % 251);
            }
            ByteBuf[] regions = new ByteBuf[5];
            for (int i = 0; i < regions.length; i++) {
                regions[i] = rig.buffer(each).writeBytes(sent, i * each, each);
            }
            int sending = rig.send(ends[0], regions);
            ByteBuf buffer = rig.buffer(100_003);
            byte[] received = new byte[sent.length];
            int total = 0;
            while (total < sent.length) {
                int count = rig.result(rig.receive(ends[1], buffer));
                assertThat(count).isPositive();
                buffer.getBytes(0, received, total, count);
                total += count;
            }
            assertThat(Arrays.equals(received, sent)).isTrue();
            assertThat(rig.result(sending)).isEqualTo(sent.length);
        }
    }

    @Test
    @DisplayName("a peer that reset is an error for receive and send")
    void aPeerThatResetIsAnErrorForReceiveAndSend() throws IOException {
        try (Rig rig = rig()) {
            TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
            int receiving = rig.receive(ends[1], rig.buffer(8));
            rig.result(rig.abort(ends[0]));
            assertThat(rig.result(receiving)).isEqualTo(IoStatus.ECONNRESET.result());
            assertThat(rig.result(rig.send(ends[1], rig.zeroes(1))))
                    .isEqualTo(IoStatus.EPIPE.result());
            assertThat(rig.result(rig.shutdown(ends[1], 1))).isEqualTo(IoStatus.ENOTCONN.result());
        }
    }

    @Test
    @DisplayName("who cannot connect learns the kernel's reason")
    void whoCannotConnectLearnsTheKernelsReason() throws IOException {
        try (Rig rig = rig()) {
            SocketAddress closed;
            try (ServerSocketChannel server = ServerSocketChannel.open().bind(Rig.LOOPBACK)) {
                closed = server.getLocalAddress();
            }
            assertThat(rig.result(rig.connect(closed))).isEqualTo(IoStatus.ECONNREFUSED.result());
            // TCP to a broadcast address is ENETUNREACH on Linux, whatever the routes.
            InetAddress everyone = InetAddress.getByAddress(new byte[] {-1, -1, -1, -1});
            assertThat(rig.result(rig.connect(new InetSocketAddress(everyone, 9))))
                    .isEqualTo(IoStatus.ENETUNREACH.result());
            Path missing = folder.resolve("missing");
            assertThat(rig.result(rig.connect(UnixDomainSocketAddress.of(missing))))
                    .isEqualTo(IoStatus.ENOENT.result());
            Path plain = Files.createFile(folder.resolve("plain"));
            assertThat(rig.result(rig.connect(UnixDomainSocketAddress.of(plain))))
                    .isEqualTo(IoStatus.ECONNREFUSED.result());
            assertThat(rig.result(rig.connect(UnixDomainSocketAddress.of("x".repeat(108)))))
                    .isEqualTo(IoStatus.ENAMETOOLONG.result());
        }
    }

    @Test
    @DisplayName("a Unix listener with a full backlog answers EAGAIN")
    void aUnixListenerWithAFullBacklogAnswersEagain() throws IOException {
        try (Rig rig = rig();
                ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("full"));
            server.bind(address, 1);
            int result = 0;
            for (int i = 0; i < 10 && result == 0; i++) {
                result = rig.result(rig.connect(address));
            }
            assertThat(result).isEqualTo(IoStatus.EAGAIN.result());
        }
    }

    @Test
    @DisplayName("a Unix listener replaces no file and takes its own with it")
    void aUnixListenerReplacesNoFileAndTakesItsOwnWithIt() throws IOException {
        try (Rig rig = rig()) {
            Path plain = Files.writeString(folder.resolve("plain"), "kept");
            assertThatThrownBy(() -> rig.listen(UnixDomainSocketAddress.of(plain)))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(plain.toString());
            assertThat(plain).hasContent("kept");
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
            TransportHandle listener = rig.listen(address);
            TransportHandle[] ends = rig.pair(listener);
            assertThat(rig.transport.localAddress(listener)).isEqualTo(address);
            assertThat(rig.transport.remoteAddress(ends[0])).contains(address);
            rig.result(rig.close(listener));
            assertThat(address.getPath()).doesNotExist();
        }
    }

    @Test
    @DisplayName("an IPv6 listener can leave the port to IPv4")
    void anIpv6ListenerCanLeaveThePortToIpv4() throws IOException {
        try (Rig rig = rig()) {
            InetSocketAddress any =
                    new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 0);
            TransportHandle six;
            try {
                six = rig.transport.listen(any, SocketOptions.DEFAULT.withV6Only(true));
            } catch (IOException noIpv6) {
                System.out.println("skipped: " + noIpv6.getMessage());
                abort(noIpv6.getMessage());
                return;
            }
            int port = ((InetSocketAddress) rig.transport.localAddress(six)).getPort();
            assertThat(rig.listen(new InetSocketAddress(Rig.LOOPBACK.getAddress(), port)))
                    .isNotNull();
            assertThat(rig.transport.ignoredWishes()).isZero();
        }
    }

    @Test
    @DisplayName("a wakeup from another thread ends the wait or the next one")
    void aWakeupFromAnotherThreadEndsTheWaitOrTheNextOne() throws Exception {
        try (Rig rig = rig()) {
            Thread waker = new Thread(rig.transport::wakeup);
            waker.start();
            rig.transport.harvest(Long.MAX_VALUE);
            waker.join();
            rig.transport.wakeup();
            rig.transport.harvest(Long.MAX_VALUE);
        }
    }

    @Test
    @DisplayName("a descriptor that is used again starts afresh")
    void aDescriptorThatIsUsedAgainStartsAfresh() throws IOException {
        try (Rig rig = rig()) {
            TransportHandle listener = rig.listen(Rig.LOOPBACK);
            for (int i = 0; i < 50; i++) {
                TransportHandle[] ends = rig.pair(listener);
                int waiting = rig.receive(ends[1], rig.buffer(8));
                rig.send(ends[0], rig.zeroes(3));
                rig.transport.flush();
                // The report for the old socket may be on its way when the number goes on.
                rig.transport.closeNow(ends[i % 2]);
                TransportHandle[] next = rig.pair(listener);
                int fresh = rig.receive(next[1], rig.buffer(8));
                rig.transport.harvest(0);
                assertThat(rig.results).doesNotContainKey(fresh);
                rig.send(next[0], rig.zeroes(2));
                assertThat(rig.result(fresh)).isEqualTo(2);
                if (i % 2 == 0) {
                    assertThat(rig.result(waiting)).isEqualTo(3);
                }
            }
        }
    }

    @Test
    @DisplayName("transports leave no descriptor")
    void transportsLeaveNoDescriptor() throws IOException {
        use(3);
        DescriptorProbe descriptors = new DescriptorProbe();
        use(100);
        descriptors.assertNothingNew();
    }

    private static void use(int transports) throws IOException {
        for (int i = 0; i < transports; i++) {
            try (Rig rig = rig()) {
                TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
                rig.receive(ends[i % 2], rig.buffer(8));
                rig.transport.harvest(0);
            }
            create(8).close();
        }
    }
}
