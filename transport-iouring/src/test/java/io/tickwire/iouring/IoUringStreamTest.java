package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.stress.harness.DescriptorProbe;
import io.tickwire.tck.FakeOperation;
import io.tickwire.tck.Rig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IoUringStreamTest {
    private static final int SHUT_WR = 1;

    @TempDir Path folder;

    private static InetSocketAddress ipv4(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    private static InetSocketAddress ipv6(int lastByte) throws IOException {
        byte[] address = new byte[16];
        address[15] = (byte) lastByte;
        return new InetSocketAddress(InetAddress.getByAddress(address), 0);
    }

    private SocketAddress address(String kind) throws IOException {
        return switch (kind) {
            case "ipv4" -> ipv4(0);
            case "ipv6" -> ipv6(1);
            case "any" -> new InetSocketAddress(0);
            default -> UnixDomainSocketAddress.of(folder.resolve("socket"));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "ipv4,''",
        "ipv6,''",
        "any,''",
        "unix,''",
        "ipv4,'NOP,SHUTDOWN,CLOSE'",
        "unix,'SHUTDOWN,CLOSE'"
    })
    @DisplayName("bytes go both ways until the end of the stream")
    void bytesGoBothWaysUntilTheEndOfTheStream(String kind, String without) throws IOException {
        ByteBuf buffer = Unpooled.directBuffer(64).writeZero(64);
        try (Rig rig = Rigs.open(BatchConfig.DEFAULT, without)) {
            TransportHandle listener = rig.listen(address(kind));
            TransportHandle[] ends = rig.pair(listener);
            int receive = rig.submit(rig.operation(IoOpType.RECV).on(ends[1]).with(buffer, 8, 8));
            rig.transport.harvest(0);
            assertThat(rig.results).doesNotContainKey(receive);
            buffer.setLong(0, 0x0102030405060708L);
            FakeOperation send = rig.operation(IoOpType.SEND).on(ends[0]).with(buffer, 0, 3);
            assertThat(rig.run(send)).isEqualTo(3);
            assertThat(rig.result(receive)).isEqualTo(3);
            assertThat(buffer.getMedium(8)).isEqualTo(0x010203);
            assertThat(rig.result(rig.shutdown(ends[0], SHUT_WR))).isZero();
            FakeOperation end = rig.operation(IoOpType.RECV).on(ends[1]).with(buffer, 8, 8);
            assertThat(rig.run(end)).isZero();
            FakeOperation back = rig.operation(IoOpType.SEND).on(ends[1]).with(buffer, 0, 8);
            assertThat(rig.run(back)).isEqualTo(8);
            assertThat(rig.run(rig.operation(IoOpType.RECV).on(ends[0]).with(buffer, 16, 48)))
                    .isEqualTo(8);
            assertThat(rig.transport.remoteAddress(ends[0]))
                    .isEqualTo(Optional.of(rig.transport.localAddress(ends[1])));
            assertThat(rig.result(rig.close(ends[0]))).isZero();
            assertThat(rig.result(rig.close(ends[1]))).isZero();
            assertThat(rig.result(rig.close(listener))).isZero();
            assertThat(rig.transport.remoteAddress(ends[1])).isEmpty();
        } finally {
            buffer.release();
        }
    }

    /** Far above what the socket's buffers hold, so the kernel has to go on by itself. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    @DisplayName("a large send ends only when all of it was taken")
    void aLargeSendEndsOnlyWhenAllOfItWasTaken(int segments) throws IOException {
        int length = 1 << 20;
        ByteBuf out = Unpooled.directBuffer(segments * length).writeZero(segments * length);
        ByteBuf in = Unpooled.directBuffer(length).writeZero(length);
        try (Rig rig = Rigs.open()) {
            TransportHandle listener =
                    rig.transport.listen(
                            Rig.LOOPBACK, SocketOptions.DEFAULT.withBufferBytes(1 << 16, 1 << 16));
            TransportHandle[] ends = rig.pair(listener);
            FakeOperation send = rig.operation(IoOpType.SEND).on(ends[1]);
            for (int i = 0; i < segments; i++) {
                out.setByte(i * length, i + 1);
                send.with(out, i * length, length);
            }
            int sent = rig.submit(send);
            int total = 0;
            while (total < segments * length) {
                int firstInBlock = total % length;
                int received =
                        rig.run(
                                rig.operation(IoOpType.RECV)
                                        .on(ends[0])
                                        .with(in, firstInBlock, length - firstInBlock));
                assertThat(received).isPositive();
                if (firstInBlock == 0) {
                    assertThat(in.getByte(0)).isEqualTo((byte) (total / length + 1));
                }
                total += received;
            }
            assertThat(rig.result(sent)).isEqualTo(segments * length);
        } finally {
            out.release();
            in.release();
        }
    }

    @Test
    @DisplayName("a refused connect closes its socket")
    void aRefusedConnectClosesItsSocket() throws IOException {
        try (Rig rig = Rigs.open()) {
            TransportHandle listener = rig.listen(Rig.LOOPBACK);
            SocketAddress address = rig.transport.localAddress(listener);
            rig.result(rig.close(listener));
            DescriptorProbe descriptors = new DescriptorProbe();
            assertThat(rig.result(rig.connect(address))).isEqualTo(IoStatus.ECONNREFUSED.result());
            Path longPath = folder.resolve("x".repeat(108));
            assertThat(rig.result(rig.connect(UnixDomainSocketAddress.of(longPath.toString()))))
                    .isEqualTo(IoStatus.ENAMETOOLONG.result());
            descriptors.assertNothingNew();
        }
    }

    @Test
    @DisplayName("an abort resets the connection")
    void anAbortResetsTheConnection() throws IOException {
        ByteBuf buffer = Unpooled.directBuffer(8).writeZero(8);
        try (Rig rig = Rigs.open()) {
            TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
            assertThat(rig.result(rig.abort(ends[0]))).isZero();
            FakeOperation receive = rig.operation(IoOpType.RECV).on(ends[1]).with(buffer, 0, 8);
            assertThat(rig.run(receive)).isEqualTo(IoStatus.ECONNRESET.result());
            FakeOperation send = rig.operation(IoOpType.SEND).on(ends[1]).with(buffer, 0, 8);
            assertThat(rig.run(send)).isEqualTo(IoStatus.EPIPE.result());
        } finally {
            buffer.release();
        }
    }

    @Test
    @DisplayName("accepted streams have the listener's options")
    void acceptedStreamsHaveTheListenersOptions() throws IOException {
        try (Rig rig = Rigs.open()) {
            TransportHandle listener =
                    rig.transport.listen(
                            Rig.LOOPBACK,
                            SocketOptions.DEFAULT.withKeepAlive(true).withBufferBytes(8192, 9216));
            IoUringHandle accepted = (IoUringHandle) rig.pair(listener)[1];
            assertThat(accepted.socket().isTcpNoDelay()).isTrue();
            assertThat(accepted.socket().isKeepAlive()).isTrue();
            // Linux doubles what it is asked for, see socket(7).
            assertThat(accepted.socket().getReceiveBufferSize()).isEqualTo(2 * 8192);
            assertThat(accepted.socket().getSendBufferSize()).isEqualTo(2 * 9216);
        }
    }

    @Test
    @DisplayName("a listener names the address that it cannot have")
    void aListenerNamesTheAddressThatItCannotHave() throws IOException {
        try (Rig rig = Rigs.open()) {
            SocketAddress taken = rig.transport.localAddress(rig.listen(Rig.LOOPBACK));
            assertThatThrownBy(() -> rig.listen(taken))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(taken.toString())
                    .hasMessageContaining("address in use");
            UnixDomainSocketAddress tooLong =
                    UnixDomainSocketAddress.of(folder.resolve("y".repeat(120)).toString());
            assertThatThrownBy(() -> rig.listen(tooLong))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(tooLong.toString());
        }
    }

    @Test
    @DisplayName("a listener deletes the socket file that it made")
    void aListenerDeletesTheSocketFileThatItMade() throws IOException {
        Path path = folder.resolve("socket");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        try (Rig rig = Rigs.open()) {
            TransportHandle listener = rig.listen(address);
            assertThat(path).exists();
            assertThat(rig.transport.localAddress(listener)).isEqualTo(address);
            rig.result(rig.close(listener));
            assertThat(path).doesNotExist();
            rig.transport.closeNow(rig.listen(address));
            assertThat(path).doesNotExist();
        }
    }

    @Test
    @DisplayName("a listener leaves a file alone that it did not make")
    void aListenerLeavesAFileAloneThatItDidNotMake() throws IOException {
        Path path = Files.writeString(folder.resolve("taken"), "precious");
        try (Rig rig = Rigs.open()) {
            assertThatThrownBy(() -> rig.listen(UnixDomainSocketAddress.of(path)))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(path.toString());
            assertThat(path).hasContent("precious");
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("mine"));
            TransportHandle listener = rig.listen(address);
            Files.delete(address.getPath());
            Files.writeString(address.getPath(), "replaced");
            rig.transport.closeNow(listener);
            assertThat(address.getPath()).hasContent("replaced");
        }
    }

    @Test
    @DisplayName("a wildcard listener of IPv6 takes both families")
    void aWildcardListenerOfIpv6TakesBothFamilies() throws IOException {
        try (Rig rig = Rigs.open()) {
            TransportHandle listener = rig.listen(ipv6(0));
            int port = ((InetSocketAddress) rig.transport.localAddress(listener)).getPort();
            InetAddress any = InetAddress.getByAddress(new byte[4]);
            for (InetSocketAddress peer :
                    List.of(
                            ipv4(port),
                            new InetSocketAddress(ipv6(1).getAddress(), port),
                            new InetSocketAddress(any, port))) {
                int accept = rig.accept(listener);
                TransportHandle client = rig.handle(rig.connect(peer));
                assertThat(rig.transport.remoteAddress(rig.handle(accept)))
                        .contains(rig.transport.localAddress(client));
            }
        }
    }

    @Test
    @DisplayName("an IPv6 only listener refuses IPv4")
    void anIpv6OnlyListenerRefusesIpv4() throws IOException {
        try (Rig rig = Rigs.open()) {
            TransportHandle listener =
                    rig.transport.listen(ipv6(0), SocketOptions.DEFAULT.withV6Only(true));
            int port = ((InetSocketAddress) rig.transport.localAddress(listener)).getPort();
            assertThat(rig.result(rig.connect(ipv4(port))))
                    .isEqualTo(IoStatus.ECONNREFUSED.result());
        }
    }

    @Test
    @DisplayName("a listener opened before the start serves")
    void aListenerOpenedBeforeTheStartServes() throws IOException {
        Rig rig = Rigs.create(new TransportConfig(16, 16, BatchConfig.DEFAULT), "");
        TransportHandle listener = rig.listen(Rig.LOOPBACK);
        rig.transport.start();
        int accept = rig.accept(listener);
        InetSocketAddress address = (InetSocketAddress) rig.transport.localAddress(listener);
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            assertThat(rig.transport.remoteAddress(rig.handle(accept)))
                    .contains(client.getLocalSocketAddress());
        }
        rig.close();
    }
}
