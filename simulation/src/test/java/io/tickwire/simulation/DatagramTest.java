package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.IoDatagram;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.simulation.WorldFixture.Outcome;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(booleans = {true, false})
class DatagramTest {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress(0);

    private final World world;
    private final WorldFixture program;
    private final List<Integer> got = new ArrayList<>();

    DatagramTest(boolean isEdgeTriggered) {
        world = World.builder().seed(12).edgeTriggered(isEdgeTriggered).build();
        program = new WorldFixture(world);
    }

    @AfterEach
    void close() {
        program.close();
    }

    private DatagramPeer peer() {
        return world.datagramPeer(
                ANYWHERE, (peer, from, bytes) -> got.add(bytes.length == 0 ? -1 : bytes[0] & 0xff));
    }

    private IoDatagram bind(SocketOptions options) {
        return program.loop.bind(ANYWHERE, options);
    }

    private Outcome send(IoDatagram socket, InetSocketAddress to, int length) {
        return program.await(queueSend(socket, to, length));
    }

    private long queueSend(IoDatagram socket, InetSocketAddress to, int length) {
        ByteBuf bytes = Unpooled.directBuffer(Math.max(1, length)).writeZero(length);
        return program.queue(program.request().sendmsg(socket, to, bytes, length));
    }

    private Outcome receive(IoDatagram socket, int length) {
        ByteBuf bytes = Unpooled.directBuffer(length, length);
        try {
            Outcome outcome = program.finish(program.request().recvmsg(socket, bytes, length));
            program.tick();
            return outcome;
        } finally {
            bytes.release();
        }
    }

    private InetSocketAddress address(IoDatagram socket) {
        InetSocketAddress local = (InetSocketAddress) socket.localAddress();
        return new InetSocketAddress(Addresses.program(ANYWHERE.getAddress()), local.getPort());
    }

    @Test
    @DisplayName("datagrams go both ways, whole, empty ones too")
    void bothWays() {
        IoDatagram socket = bind(SocketOptions.DEFAULT);
        DatagramPeer peer = peer();
        assertThat(send(socket, peer.address(), 300).result()).isEqualTo(300);
        assertThat(send(socket, peer.address(), 0).result()).isZero();
        program.ticks(10);
        assertThat(got).containsExactlyInAnyOrder(0, -1);
        peer.send(address(socket), new byte[99]);
        assertThat(receive(socket, 100).result()).isEqualTo(99);
    }

    @Test
    @DisplayName("one that is longer than its buffer, or than any datagram can be, is EMSGSIZE")
    void tooLong() {
        IoDatagram socket = bind(SocketOptions.DEFAULT);
        DatagramPeer peer = peer();
        peer.send(address(socket), new byte[101]);
        program.ticks(10);
        peer.send(address(socket), new byte[100]);
        assertThat(receive(socket, 100).status()).isEqualTo(IoStatus.EMSGSIZE);
        assertThat(receive(socket, 100).result()).isEqualTo(100);
        assertThat(send(socket, peer.address(), 65_508).status()).isEqualTo(IoStatus.EMSGSIZE);
        assertThatThrownBy(() -> peer.send(address(socket), new byte[65_508]))
                .hasMessageContaining("message too long");
    }

    @Test
    @DisplayName("a full receive buffer drops what comes")
    void receiveBufferIsBounded() {
        IoDatagram socket = bind(SocketOptions.DEFAULT.withBufferBytes(4000, 0));
        DatagramPeer peer = peer();
        for (int i = 0; i < 100; i++) {
            peer.send(address(socket), new byte[144]);
        }
        program.ticks(10);
        for (int i = 0; i < 10; i++) {
            assertThat(receive(socket, 200).result()).isEqualTo(144);
        }
        ByteBuf bytes = Unpooled.directBuffer(100);
        long ticket = program.queue(program.request().recvmsg(socket, bytes, 100));
        program.ticks(10);
        assertThat(program.isOver(ticket)).isFalse();
        program.close();
        bytes.release();
    }

    @Test
    @DisplayName("a full send buffer lets a send wait until others have left")
    void sendBufferIsBounded() {
        IoDatagram socket = bind(SocketOptions.DEFAULT.withBufferBytes(0, 3000));
        DatagramPeer peer = peer();
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tickets.add(queueSend(socket, peer.address(), 1000));
        }
        program.tick();
        assertThat(program.isOver(tickets.get(49))).isFalse();
        for (long ticket : tickets) {
            assertThat(program.await(ticket).result()).isEqualTo(1000);
        }
        program.ticks(10);
        assertThat(got).hasSize(50);
    }

    @Test
    @DisplayName("datagrams are lost, come twice and overtake each other as often as they should")
    void faultsOfDatagrams() {
        world.faults(
                FaultRates.NONE
                        .with(Fault.DATAGRAM_LOST, 0.2)
                        .with(Fault.DATAGRAM_DUPLICATED, 0.1)
                        .with(Fault.DATAGRAM_DELAYED, 0.1));
        IoDatagram socket = bind(SocketOptions.DEFAULT);
        DatagramPeer peer = peer();
        for (int i = 0; i < 200; i++) {
            ByteBuf bytes = Unpooled.directBuffer(1).writeByte(i);
            program.queue(program.request().sendmsg(socket, peer.address(), bytes, 1));
            program.tick();
        }
        program.ticks(100);
        long lost = world.faultCounts().get(Fault.DATAGRAM_LOST);
        long twice = world.faultCounts().get(Fault.DATAGRAM_DUPLICATED);
        assertThat(lost).isBetween(20L, 60L);
        assertThat(twice).isBetween(5L, 30L);
        assertThat(got).hasSize((int) (200 - lost + twice));
        assertThat(new ArrayList<>(got)).isNotEqualTo(got.stream().sorted().toList());
    }

    @Test
    @DisplayName("a partition loses datagrams")
    void partitionLosesDatagrams() {
        IoDatagram socket = bind(SocketOptions.DEFAULT);
        DatagramPeer peer = peer();
        world.partition(peer.address().getAddress());
        send(socket, peer.address(), 1);
        program.ticks(10);
        world.heal(peer.address().getAddress());
        program.ticks(10);
        assertThat(got).isEmpty();
    }

    @Test
    @DisplayName("an address of the other family is refused; so is a Unix socket, and one in use")
    void addressesThatCannotBe() {
        IoDatagram socket =
                program.loop.bind(
                        new InetSocketAddress(Addresses.LOOPBACK_4, 0), SocketOptions.DEFAULT);
        InetSocketAddress six = new InetSocketAddress(Addresses.LOOPBACK_6, 9);
        assertThat(send(socket, six, 1).status()).isEqualTo(IoStatus.EAFNOSUPPORT);
        assertThatThrownBy(() -> program.loop.bind(socket.localAddress(), SocketOptions.DEFAULT))
                .hasMessageContaining("address in use");
        assertThatThrownBy(
                        () ->
                                program.loop.bind(
                                        UnixDomainSocketAddress.of("/run/x"),
                                        SocketOptions.DEFAULT))
                .hasMessageContaining("no Unix datagram sockets");
    }

    @Test
    @DisplayName("what is sent to nobody, or to a closed peer, is gone")
    void nobodyThere() {
        IoDatagram socket = bind(SocketOptions.DEFAULT);
        DatagramPeer peer = peer();
        peer.close();
        assertThat(send(socket, peer.address(), 5).result()).isEqualTo(5);
        program.ticks(10);
        assertThat(got).isEmpty();
    }
}
