package io.tickwire.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
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
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NioTransportTest {
    @TempDir private Path folder;

    private static Rig rig() throws IOException {
        return rig(BatchConfig.DEFAULT);
    }

    private static Rig rig(BatchConfig batch) throws IOException {
        return new Rig(new NioTransportProvider(), new TransportConfig(1 << 16, 1024, batch));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    @DisplayName("streams connect, send, receive and end")
    void streamsConnectSendReceiveAndEnd(String kind) throws IOException {
        try (Rig rig = rig()) {
            TransportHandle listener = rig.listen(address(kind));
            rig.started();
            TransportHandle[] ends = rig.pair(listener);
            assertThat(rig.transport.localAddress(ends[1]))
                    .isEqualTo(rig.transport.localAddress(listener));
            assertThat(rig.transport.remoteAddress(ends[0]))
                    .contains(rig.transport.localAddress(listener));
            ByteBuf received = rig.buffer(64);
            int receiving = rig.receive(ends[1], received);
            int sending =
                    rig.send(
                            ends[0],
                            rig.buffer(5).writeBytes("hello".getBytes(StandardCharsets.UTF_8)));
            assertThat(rig.result(sending)).isEqualTo(5);
            assertThat(rig.result(receiving)).isEqualTo(5);
            assertThat(received.toString(0, 5, StandardCharsets.UTF_8)).isEqualTo("hello");
            int shutting = rig.shutdown(ends[0], 1);
            assertThat(rig.result(shutting)).isZero();
            assertThat(rig.result(rig.receive(ends[1], received))).isZero();
            int broken = rig.send(ends[0], rig.zeroes(4));
            assertThat(rig.result(broken)).isEqualTo(IoStatus.EPIPE.result());
            assertThat(rig.result(rig.close(ends[0]))).isZero();
            assertThat(rig.result(rig.close(ends[1]))).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    @DisplayName("a large send carries on while the peer receives")
    void aLargeSendCarriesOnWhileThePeerReceives(String kind) throws IOException {
        try (Rig rig = rig().started()) {
            TransportHandle[] ends = rig.pair(rig.listen(address(kind)));
            int each = 3 << 20;
            ByteBuf first = rig.zeroes(each);
            ByteBuf second = rig.zeroes(each);
            second.setByte(each - 1, 42);
            int sending = rig.send(ends[0], first, second, second);
            ByteBuf received = rig.buffer(1 << 16);
            long total = 0;
            byte last = 0;
            while (total < 3L * each) {
                int bytes = rig.result(rig.receive(ends[1], received));
                assertThat(bytes).isPositive();
                total += bytes;
                last = received.getByte(bytes - 1);
            }
            assertThat(last).isEqualTo((byte) 42);
            assertThat(rig.result(sending)).isEqualTo(3 * each);
        }
    }

    @Test
    @DisplayName("a buffer may stand twice in a send and slices take part")
    void aBufferMayStandTwiceInASendAndSlicesTakePart() throws IOException {
        try (Rig rig = rig().started()) {
            TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
            ByteBuf whole = rig.buffer(64);
            whole.writeCharSequence("abcdef", StandardCharsets.US_ASCII);
            int sending = rig.send(ends[0], whole, whole.slice(1, 2), whole, whole.slice(4, 1));
            assertThat(rig.result(sending)).isEqualTo(15);
            ByteBuf received = rig.buffer(64);
            int bytes = 0;
            while (bytes < 15) {
                int receiving = rig.receive(ends[1], received);
                bytes += rig.result(receiving);
                received.writerIndex(bytes);
            }
            assertThat(received.toString(StandardCharsets.US_ASCII)).isEqualTo("abcdefbcabcdefe");
        }
    }

    @Test
    @DisplayName("an abort resets the peer")
    void anAbortResetsThePeer() throws IOException {
        try (Rig rig = rig().started()) {
            TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
            int receiving = rig.receive(ends[1], rig.buffer(8));
            assertThat(rig.result(rig.abort(ends[0]))).isZero();
            assertThat(rig.result(receiving)).isEqualTo(IoStatus.ECONNRESET.result());
        }
    }

    @Test
    @DisplayName("a peer that ended while nobody receives does not spin")
    void aPeerThatEndedWhileNobodyReceivesDoesNotSpin() throws Exception {
        try (Rig rig = rig().started()) {
            TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
            int receiving = rig.receive(ends[1], rig.buffer(8));
            rig.send(ends[0], rig.zeroes(1));
            assertThat(rig.result(receiving)).isEqualTo(1);
            rig.result(rig.close(ends[0]));
            rig.transport.harvest(0);
            LateWaker waker = LateWaker.start(rig.transport);
            rig.transport.harvest(Long.MAX_VALUE);
            waker.assertWaited();
            int atEnd = rig.receive(ends[1], rig.buffer(8));
            assertThat(rig.result(atEnd)).isZero();
        }
    }

    @Test
    @DisplayName("a multishot accept takes every connection")
    void aMultishotAcceptTakesEveryConnection() throws IOException {
        try (Rig rig = rig().started()) {
            TransportHandle listener = rig.listen(Rig.LOOPBACK);
            int accepting = rig.submit(rig.operation(IoOpType.ACCEPT).on(listener).multishot());
            SocketAddress address = rig.transport.localAddress(listener);
            List<SocketChannel> clients = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                clients.add(SocketChannel.open(address));
            }
            rig.await(() -> rig.shots(accepting).size() == 300);
            int cancel = rig.slot();
            rig.transport.cancel(accepting, cancel);
            assertThat(rig.result(accepting)).isEqualTo(IoStatus.ECANCELED.result());
            assertThat(rig.result(cancel)).isZero();
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @Test
    @DisplayName("who cannot connect learns why")
    void whoCannotConnectLearnsWhy() throws IOException {
        try (Rig rig = rig().started()) {
            SocketAddress closed;
            try (ServerSocketChannel server = ServerSocketChannel.open().bind(Rig.LOOPBACK)) {
                closed = server.getLocalAddress();
            }
            assertThat(rig.result(rig.connect(closed))).isEqualTo(IoStatus.ECONNREFUSED.result());
            Path missing = folder.resolve("missing");
            int connecting = rig.connect(UnixDomainSocketAddress.of(missing));
            assertThat(rig.result(connecting)).isEqualTo(IoStatus.ENOENT.result());
            Path plain = Files.createFile(folder.resolve("plain"));
            connecting = rig.connect(UnixDomainSocketAddress.of(plain));
            assertThat(rig.result(connecting)).isEqualTo(IoStatus.ECONNREFUSED.result());
            InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere", 1);
            assertThat(rig.result(rig.connect(unresolved)))
                    .isEqualTo(IoStatus.EADDRNOTAVAIL.result());
        }
    }

    @Test
    @DisplayName("a Unix listener with a full backlog answers EAGAIN")
    void aUnixListenerWithAFullBacklogAnswersEagain() throws IOException {
        try (Rig rig = rig().started();
                ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
            server.bind(address, 1);
            int result = 0;
            for (int i = 0; i < 50 && result == 0; i++) {
                result = rig.result(rig.connect(address));
            }
            assertThat(result).isEqualTo(IoStatus.EAGAIN.result());
        }
    }

    @Test
    @DisplayName("a connect under way can be cancelled")
    void aConnectUnderWayCanBeCancelled() throws IOException {
        try (Rig rig = rig().started();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(Rig.LOOPBACK, 1);
            List<Integer> connects = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                connects.add(rig.connect(server.getLocalAddress()));
            }
            rig.transport.harvest(100_000_000);
            int last = connects.get(connects.size() - 1);
            assumeTrue(!rig.results.containsKey(last), "the backlog took all connections");
            rig.transport.cancel(last, -1);
            assertThat(rig.result(last)).isEqualTo(IoStatus.ECANCELED.result());
        }
    }

    @Test
    @DisplayName("listen tells address and reason")
    void listenTellsAddressAndReason() throws IOException {
        try (Rig rig = rig()) {
            SocketAddress taken = rig.transport.localAddress(rig.listen(Rig.LOOPBACK));
            assertThatThrownBy(() -> rig.listen(taken))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(taken.toString())
                    .hasMessageContaining("in use");
            UnixDomainSocketAddress nowhere =
                    UnixDomainSocketAddress.of(folder.resolve("missing/socket"));
            assertThatThrownBy(() -> rig.listen(nowhere))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(nowhere.toString());
            assertThatThrownBy(() -> rig.listen(InetSocketAddress.createUnresolved("nowhere", 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nowhere");
        }
    }

    @Test
    @DisplayName("a port is free once its listener is closed")
    void aPortIsFreeOnceItsListenerIsClosed() throws IOException {
        try (Rig rig = rig().started()) {
            TransportHandle first = rig.listen(Rig.LOOPBACK);
            SocketAddress address = rig.transport.localAddress(first);
            TransportHandle[] ends = rig.pair(first);
            rig.transport.closeNow(ends[0]);
            rig.submit(rig.operation(IoOpType.ACCEPT).on(first).multishot());
            rig.transport.flush();
            rig.close(first);
            rig.transport.flush();
            TransportHandle second = rig.listen(address);
            rig.submit(rig.operation(IoOpType.ACCEPT).on(second).multishot());
            rig.transport.flush();
            rig.transport.closeNow(second);
            assertThat(rig.listen(address)).isNotNull();
        }
    }

    @Test
    @DisplayName("a Unix listener takes its file with it unless it was replaced")
    void aUnixListenerTakesItsFileWithItUnlessItWasReplaced() throws IOException {
        Path path = folder.resolve("socket");
        try (Rig rig = rig().started()) {
            TransportHandle listener = rig.listen(UnixDomainSocketAddress.of(path));
            assertThat(path).exists();
            rig.result(rig.close(listener));
            assertThat(path).doesNotExist();
            listener = rig.listen(UnixDomainSocketAddress.of(path));
            Files.delete(path);
            Files.createFile(path);
            rig.transport.closeNow(listener);
            assertThat(path).exists();
        }
    }

    @Test
    @DisplayName("an unwanted option is an error only if required")
    void anUnwantedOptionIsAnErrorOnlyIfRequired() throws IOException {
        SocketOptions options = SocketOptions.DEFAULT.withV6Only(true);
        byte[] ipv6Any = new byte[16];
        InetSocketAddress any = new InetSocketAddress(InetAddress.getByAddress(ipv6Any), 0);
        try (Rig rig = rig(BatchConfig.builder().kernelPoll(true).build())) {
            assertThat(rig.transport.listen(any, options)).isNotNull();
        }
        try (Rig rig = rig(BatchConfig.builder().required(true).build())) {
            assertThatThrownBy(() -> rig.transport.listen(any, options))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("v6Only");
        }
        BatchConfig required = BatchConfig.builder().required(true).kernelPoll(true).build();
        assertThatThrownBy(() -> rig(required))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kernelPoll");
    }

    @Test
    @DisplayName("a wakeup from another thread ends the wait")
    void aWakeupFromAnotherThreadEndsTheWait() throws Exception {
        try (Rig rig = rig().started()) {
            Thread waker = new Thread(rig.transport::wakeup);
            waker.start();
            rig.transport.harvest(Long.MAX_VALUE);
            waker.join();
            rig.transport.wakeup();
            rig.transport.harvest(Long.MAX_VALUE);
        }
    }

    @Test
    @DisplayName("a set interrupt flag does not end the wait and stays")
    void aSetInterruptFlagDoesNotEndTheWaitAndStays() throws Exception {
        try (Rig rig = rig().started()) {
            Thread.currentThread().interrupt();
            LateWaker waker = LateWaker.start(rig.transport);
            rig.transport.harvest(Long.MAX_VALUE);
            assertThat(Thread.interrupted()).isTrue();
            waker.assertWaited();
        }
    }

    @Test
    @DisplayName("reset of one peer leaves the others")
    void resetOfOnePeerLeavesTheOthers() throws IOException {
        try (Rig rig = rig().started()) {
            TransportHandle listener = rig.listen(Rig.LOOPBACK);
            TransportHandle[] first = rig.pair(listener);
            TransportHandle[] second = rig.pair(listener);
            int failing = rig.receive(first[1], rig.buffer(8));
            int working = rig.receive(second[1], rig.buffer(8));
            rig.result(rig.abort(first[0]));
            rig.send(second[0], rig.zeroes(2));
            assertThat(rig.result(failing)).isEqualTo(IoStatus.ECONNRESET.result());
            assertThat(rig.result(working)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("the event loop carries tasks and our sockets together")
    void theEventLoopCarriesTasksAndOurSocketsTogether() throws IOException {
        try (Rig rig = rig().started()) {
            List<String> ran = new ArrayList<>();
            rig.transport.eventLoop().orElseThrow().execute(() -> ran.add("task"));
            int slot = rig.submit(rig.operation(IoOpType.NOP));
            rig.result(slot);
            rig.transport.harvest(0);
            assertThat(ran).containsExactly("task");
        }
    }

    @Test
    @DisplayName("the provider is found and passes its test")
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
    @DisplayName("transports leave no descriptor")
    void transportsLeaveNoDescriptor() throws IOException {
        useAndClose(5);
        DescriptorProbe descriptors = new DescriptorProbe();
        useAndClose(200);
        descriptors.assertNothingNew();
    }

    private void useAndClose(int transports) throws IOException {
        for (int i = 0; i < transports; i++) {
            try (Rig rig = rig()) {
                TransportHandle listener = rig.listen(address(i % 2 == 0 ? "tcp" : "unix"));
                if (i % 5 == 0) {
                    continue;
                }
                rig.started();
                TransportHandle[] ends = rig.pair(listener);
                rig.receive(ends[0], rig.buffer(8));
                rig.submit(rig.operation(IoOpType.ACCEPT).on(listener).multishot());
                try (SocketChannel client =
                        SocketChannel.open(rig.transport.localAddress(listener))) {
                    client.write(ByteBuffer.allocate(1));
                    rig.transport.harvest(i % 3 == 0 ? 0 : 1_000_000);
                }
            }
        }
    }

    private SocketAddress address(String kind) {
        return kind.equals("tcp")
                ? Rig.LOOPBACK
                : UnixDomainSocketAddress.of(folder.resolve("socket"));
    }
}
