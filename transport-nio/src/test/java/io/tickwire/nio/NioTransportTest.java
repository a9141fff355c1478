package io.tickwire.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportProvider;
import io.tickwire.tck.DescriptorProbe;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NioTransportTest {
    private static final InetSocketAddress LOOPBACK =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    void streamsConnectSendReceiveAndEnd(String kind) throws IOException {
        try (Session session = new Session()) {
            TransportHandle listener = session.listen(address(kind));
            session.started();
            TransportHandle[] ends = session.connectTo(listener);
            assertThat(session.transport.localAddress(ends[1]))
                    .isEqualTo(session.transport.localAddress(listener));
            assertThat(session.transport.remoteAddress(ends[0]))
                    .contains(session.transport.localAddress(listener));
            ByteBuf received = session.buffer(64);
            int receiving = session.receive(ends[1], received);
            int sending = session.send(ends[0], "hello");
            assertThat(session.await(sending).result()).isEqualTo(5);
            assertThat(session.await(receiving).result()).isEqualTo(5);
            assertThat(received.toString(0, 5, StandardCharsets.UTF_8)).isEqualTo("hello");
            int shutting = session.shutdown(ends[0], 1);
            assertThat(session.await(shutting).result()).isZero();
            assertThat(session.await(session.receive(ends[1], received)).result()).isZero();
            int broken = session.send(ends[0], "more");
            assertThat(session.await(broken).result()).isEqualTo(IoStatus.EPIPE.result());
            assertThat(session.await(session.close(ends[0], false)).result()).isZero();
            assertThat(session.await(session.close(ends[1], false)).result()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    void aLargeSendCarriesOnWhileThePeerReceives(String kind) throws IOException {
        try (Session session = new Session().started()) {
            TransportHandle[] ends = session.connectTo(session.listen(address(kind)));
            int each = 3 << 20;
            ByteBuf first = session.buffer(each).writeZero(each);
            ByteBuf second = session.buffer(each).writeZero(each);
            second.setByte(each - 1, 42);
            int sending = session.send(ends[0], first, second, second);
            ByteBuf received = session.buffer(1 << 16);
            long total = 0;
            byte last = 0;
            while (total < 3L * each) {
                int bytes = session.await(session.receive(ends[1], received)).result();
                assertThat(bytes).isPositive();
                total += bytes;
                last = received.getByte(bytes - 1);
            }
            assertThat(last).isEqualTo((byte) 42);
            assertThat(session.await(sending).result()).isEqualTo(3 * each);
        }
    }

    @Test
    void aBufferMayStandTwiceInASendAndSlicesTakePart() throws IOException {
        try (Session session = new Session().started()) {
            TransportHandle[] ends = session.connectTo(session.listen(LOOPBACK));
            ByteBuf whole = session.buffer(64);
            whole.writeCharSequence("abcdef", StandardCharsets.US_ASCII);
            int sending = session.send(ends[0], whole, whole.slice(1, 2), whole, whole.slice(4, 1));
            assertThat(session.await(sending).result()).isEqualTo(15);
            ByteBuf received = session.buffer(64);
            int bytes = 0;
            while (bytes < 15) {
                int receiving = session.receive(ends[1], received);
                bytes += session.await(receiving).result();
                received.writerIndex(bytes);
            }
            assertThat(received.toString(StandardCharsets.US_ASCII)).isEqualTo("abcdefbcabcdefe");
        }
    }

    @Test
    void anAbortResetsThePeer() throws IOException {
        try (Session session = new Session().started()) {
            TransportHandle[] ends = session.connectTo(session.listen(LOOPBACK));
            int receiving = session.receive(ends[1], session.buffer(8));
            assertThat(session.await(session.close(ends[0], true)).result()).isZero();
            assertThat(session.await(receiving).result()).isEqualTo(IoStatus.ECONNRESET.result());
        }
    }

    @Test
    void aPeerThatEndedWhileNobodyReceivesDoesNotSpin() throws IOException {
        try (Session session = new Session().started()) {
            TransportHandle[] ends = session.connectTo(session.listen(LOOPBACK));
            int receiving = session.receive(ends[1], session.buffer(8));
            session.send(ends[0], "x");
            assertThat(session.await(receiving).result()).isEqualTo(1);
            session.await(session.close(ends[0], false));
            session.passed.clear();
            long before = session.transport.reapingEntries();
            long end = System.nanoTime() + 200_000_000;
            for (long left = 200_000_000; left > 0; left = end - System.nanoTime()) {
                session.transport.harvest(left);
            }
            assertThat(session.transport.reapingEntries() - before).isLessThan(20);
            int atEnd = session.receive(ends[1], session.buffer(8));
            assertThat(session.await(atEnd).result()).isZero();
        }
    }

    @Test
    void aMultishotAcceptTakesEveryConnection() throws IOException {
        try (Session session = new Session().started()) {
            TransportHandle listener = session.listen(LOOPBACK);
            int accepting = session.accept(listener, true);
            SocketAddress address = session.transport.localAddress(listener);
            List<SocketChannel> clients = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                clients.add(SocketChannel.open(address));
            }
            for (int i = 0; i < 300; i++) {
                Session.Passed opened = session.await(accepting);
                assertThat(opened.handle()).isNotNull();
                assertThat(opened.isLast()).isFalse();
            }
            session.transport.cancel(accepting, 60_000);
            assertThat(session.await(accepting).result()).isEqualTo(IoStatus.ECANCELED.result());
            assertThat(session.await(60_000).result()).isZero();
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @Test
    void whoCannotConnectLearnsWhy() throws IOException {
        try (Session session = new Session().started()) {
            SocketAddress closed;
            try (ServerSocketChannel server = ServerSocketChannel.open().bind(LOOPBACK)) {
                closed = server.getLocalAddress();
            }
            assertThat(session.await(session.connect(closed)).result())
                    .isEqualTo(IoStatus.ECONNREFUSED.result());
            Path missing = folder.resolve("missing");
            int connecting = session.connect(UnixDomainSocketAddress.of(missing));
            assertThat(session.await(connecting).result()).isEqualTo(IoStatus.ENOENT.result());
            Path plain = Files.createFile(folder.resolve("plain"));
            connecting = session.connect(UnixDomainSocketAddress.of(plain));
            assertThat(session.await(connecting).result())
                    .isEqualTo(IoStatus.ECONNREFUSED.result());
            InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere", 1);
            assertThat(session.await(session.connect(unresolved)).result())
                    .isEqualTo(IoStatus.EADDRNOTAVAIL.result());
        }
    }

    @Test
    void aUnixListenerWithAFullBacklogAnswersEagain() throws IOException {
        try (Session session = new Session().started();
                ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
            server.bind(address, 1);
            int result = 0;
            for (int i = 0; i < 50 && result == 0; i++) {
                result = session.await(session.connect(address)).result();
            }
            assertThat(result).isEqualTo(IoStatus.EAGAIN.result());
        }
    }

    @Test
    void aConnectUnderWayCanBeCancelled() throws IOException {
        try (Session session = new Session().started();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(LOOPBACK, 1);
            List<Integer> connects = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                connects.add(session.connect(server.getLocalAddress()));
            }
            session.transport.harvest(100_000_000);
            int last = connects.get(connects.size() - 1);
            assumeTrue(
                    session.passed.stream().noneMatch(one -> one.slot() == last),
                    "the backlog took all connections");
            session.transport.cancel(last, -1);
            assertThat(session.await(last).result()).isEqualTo(IoStatus.ECANCELED.result());
        }
    }

    @Test
    void listenTellsAddressAndReason() throws IOException {
        try (Session session = new Session()) {
            SocketAddress taken = session.transport.localAddress(session.listen(LOOPBACK));
            assertThatThrownBy(() -> session.listen(taken))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(taken.toString())
                    .hasMessageContaining("in use");
            UnixDomainSocketAddress nowhere =
                    UnixDomainSocketAddress.of(folder.resolve("missing/socket"));
            assertThatThrownBy(() -> session.listen(nowhere))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(nowhere.toString());
            assertThatThrownBy(
                            () -> session.listen(InetSocketAddress.createUnresolved("nowhere", 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nowhere");
        }
    }

    @Test
    void aPortIsFreeOnceItsListenerIsClosed() throws IOException {
        try (Session session = new Session().started()) {
            TransportHandle first = session.listen(LOOPBACK);
            SocketAddress address = session.transport.localAddress(first);
            TransportHandle[] ends = session.connectTo(first);
            session.transport.closeNow(ends[0]);
            session.accept(first, true);
            session.transport.flush();
            session.close(first, false);
            session.transport.flush();
            TransportHandle second = session.listen(address);
            session.accept(second, true);
            session.transport.flush();
            session.transport.closeNow(second);
            assertThat(session.listen(address)).isNotNull();
        }
    }

    @Test
    void aUnixListenerTakesItsFileWithItUnlessItWasReplaced() throws IOException {
        Path path = folder.resolve("socket");
        try (Session session = new Session().started()) {
            TransportHandle listener = session.listen(UnixDomainSocketAddress.of(path));
            assertThat(path).exists();
            session.await(session.close(listener, false));
            assertThat(path).doesNotExist();
            listener = session.listen(UnixDomainSocketAddress.of(path));
            Files.delete(path);
            Files.createFile(path);
            session.transport.closeNow(listener);
            assertThat(path).exists();
        }
    }

    @Test
    void anUnwantedOptionIsAnErrorOnlyIfRequired() throws IOException {
        SocketOptions options = SocketOptions.DEFAULT.withV6Only(true);
        byte[] ipv6Any = new byte[16];
        InetSocketAddress any = new InetSocketAddress(InetAddress.getByAddress(ipv6Any), 0);
        try (Session session = new Session(BatchConfig.builder().kernelPoll(true).build())) {
            assertThat(session.transport.listen(any, options)).isNotNull();
        }
        try (Session session = new Session(BatchConfig.builder().required(true).build())) {
            assertThatThrownBy(() -> session.transport.listen(any, options))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("v6Only");
        }
        BatchConfig required = BatchConfig.builder().required(true).kernelPoll(true).build();
        assertThatThrownBy(() -> new Session(required))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kernelPoll");
    }

    @Test
    void aWakeupFromAnotherThreadEndsTheWait() throws Exception {
        try (Session session = new Session().started()) {
            Thread waker = new Thread(session.transport::wakeup);
            waker.start();
            session.transport.harvest(Long.MAX_VALUE);
            waker.join();
            session.transport.wakeup();
            session.transport.harvest(Long.MAX_VALUE);
        }
    }

    @Test
    void aSetInterruptFlagDoesNotEndTheWaitAndStays() throws IOException {
        try (Session session = new Session().started()) {
            Thread.currentThread().interrupt();
            long before = System.nanoTime();
            session.transport.harvest(30_000_000);
            long waitedNanos = System.nanoTime() - before;
            assertThat(Thread.interrupted()).isTrue();
            assertThat(waitedNanos).isGreaterThan(20_000_000);
        }
    }

    @Test
    void resetOfOnePeerLeavesTheOthers() throws IOException {
        try (Session session = new Session().started()) {
            TransportHandle listener = session.listen(LOOPBACK);
            TransportHandle[] first = session.connectTo(listener);
            TransportHandle[] second = session.connectTo(listener);
            int failing = session.receive(first[1], session.buffer(8));
            int working = session.receive(second[1], session.buffer(8));
            session.await(session.close(first[0], true));
            session.send(second[0], "ok");
            assertThat(session.await(failing).result()).isEqualTo(IoStatus.ECONNRESET.result());
            assertThat(session.await(working).result()).isEqualTo(2);
        }
    }

    @Test
    void theEventLoopCarriesTasksAndOurSocketsTogether() throws IOException {
        try (Session session = new Session().started()) {
            List<String> ran = new ArrayList<>();
            session.transport.eventLoop().orElseThrow().execute(() -> ran.add("task"));
            int slot = session.nop();
            session.await(slot);
            session.transport.harvest(0);
            assertThat(ran).containsExactly("task");
        }
    }

    @Test
    void theProviderIsFoundAndPassesItsTest() throws IOException {
        TransportProvider provider =
                ServiceLoader.load(TransportProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(one -> one.name().equals("nio"))
                        .findFirst()
                        .orElseThrow();
        assertThat(provider.priority()).isEqualTo(100);
        provider.selfTest();
    }

    @Test
    void transportsLeaveNoDescriptor() throws IOException {
        useAndClose(5);
        DescriptorProbe descriptors = new DescriptorProbe();
        useAndClose(200);
        descriptors.assertNothingNew();
    }

    private void useAndClose(int transports) throws IOException {
        for (int i = 0; i < transports; i++) {
            try (Session session = new Session()) {
                TransportHandle listener = session.listen(address(i % 2 == 0 ? "tcp" : "unix"));
                if (i % 5 == 0) {
                    continue;
                }
                session.started();
                TransportHandle[] ends = session.connectTo(listener);
                session.receive(ends[0], session.buffer(8));
                session.accept(listener, true);
                try (SocketChannel client =
                        SocketChannel.open(session.transport.localAddress(listener))) {
                    client.write(ByteBuffer.allocate(1));
                    session.transport.harvest(i % 3 == 0 ? 0 : 1_000_000);
                }
            }
        }
    }

    private SocketAddress address(String kind) {
        return kind.equals("tcp") ? LOOPBACK : UnixDomainSocketAddress.of(folder.resolve("socket"));
    }
}
