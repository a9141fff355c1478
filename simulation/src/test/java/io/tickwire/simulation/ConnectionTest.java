package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.simulation.WorldFixture.Outcome;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The program's sockets, reported by changes and by states. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class ConnectionTest {
    private final World world;
    private final WorldFixture program;
    private final RecordingPeer handler = new RecordingPeer();

    ConnectionTest(boolean isEdgeTriggered) {
        world = World.builder().seed(11).edgeTriggered(isEdgeTriggered).build();
        program = new WorldFixture(world);
    }

    @AfterEach
    void close() {
        program.close();
    }

    private IoStream accepted() {
        return accepted(program.listen());
    }

    private IoStream accepted(IoListener listener) {
        world.peer(listener.localAddress(), handler);
        return program.finish(program.request().accept(listener)).stream();
    }

    @Test
    @DisplayName("a peer connects, both ends know each other, and bytes go both ways")
    void peerConnects() {
        IoStream stream = accepted();
        assertThat(handler.seen).containsExactly("connected");
        assertThat(stream.remoteAddress()).contains(handler.peer.localAddress());
        assertThat(handler.send("hello")).isTrue();
        assertThat(program.receive(stream, 100)).isEqualTo("hello");
        assertThat(program.send(stream, "world").result()).isEqualTo(5);
        program.ticks(10);
        assertThat(handler.text).hasToString("world");
    }

    @Test
    @DisplayName("the program connects to a simulated server, over IPv4, IPv6 and a Unix socket")
    void programConnects() {
        for (SocketAddress place :
                new SocketAddress[] {
                    new InetSocketAddress(0),
                    new InetSocketAddress(Addresses.LOOPBACK_6, 0),
                    UnixDomainSocketAddress.of("/run/server")
                }) {
            RecordingPeer server = new RecordingPeer();
            PeerListener listener = world.listener(place, () -> server);
            Outcome connected = program.finish(program.request().connect(listener.address()));
            assertThat(connected.status()).isEqualTo(IoStatus.OK);
            program.ticks(2);
            assertThat(server.seen).containsExactly("connected");
            assertThat(connected.stream().remoteAddress()).contains(listener.address());
            assertThat(server.send("hi")).isTrue();
            assertThat(program.receive(connected.stream(), 10)).isEqualTo("hi");
            program.finish(program.request().close(connected.stream()));
            program.ticks(10);
            assertThat(server.seen).containsExactly("connected", "ended");
            listener.close();
        }
    }

    @Test
    @DisplayName("a connect to nobody is refused; to a path that is not there, not found")
    void connectIsRefused() {
        InetSocketAddress nobody = new InetSocketAddress(Addresses.LOOPBACK_4, 7);
        assertThat(program.finish(program.request().connect(nobody)).status())
                .isEqualTo(IoStatus.ECONNREFUSED);
        SocketAddress path = UnixDomainSocketAddress.of("/run/nobody");
        assertThat(program.finish(program.request().connect(path)).status())
                .isEqualTo(IoStatus.ENOENT);
        world.peer(nobody, handler);
        program.ticks(5);
        assertThat(handler.seen).containsExactly("ECONNREFUSED");
    }

    @Test
    @DisplayName("a connect into a partition times out after 127 seconds")
    void connectTimesOut() {
        PeerListener listener = world.listener(new InetSocketAddress(0), () -> handler);
        InetSocketAddress address = (InetSocketAddress) listener.address();
        world.partition(address.getAddress());
        Duration start = world.now();
        Outcome outcome = program.finish(program.request().connect(address));
        assertThat(outcome.status()).isEqualTo(IoStatus.ETIMEDOUT);
        assertThat(world.now().minus(start))
                .isBetween(Duration.ofSeconds(127), Duration.ofSeconds(129));
        assertThat(handler.seen).isEmpty();
        world.heal(address.getAddress());
        assertThat(program.finish(program.request().connect(address)).status())
                .isEqualTo(IoStatus.OK);
    }

    @Test
    @DisplayName("a partition holds bytes back, and healing it lets them arrive in order")
    void partitionHoldsBytes() {
        IoStream stream = accepted();
        world.partition(handler.peer);
        assertThat(handler.send("one ")).isTrue();
        assertThat(program.send(stream, "a").result()).isEqualTo(1);
        program.ticks(1000);
        assertThat(handler.send("two")).isTrue();
        assertThat(handler.text).isEmpty();
        world.heal(handler.peer);
        program.ticks(10);
        assertThat(program.receive(stream, 100)).isEqualTo("one two");
        assertThat(handler.text).hasToString("a");
    }

    @Test
    @DisplayName("a full backlog lets connects wait, and accepting goes on with them")
    void backlogIsBounded() {
        IoListener listener = program.listen(SocketOptions.DEFAULT.withBacklog(2));
        RecordingPeer[] peers = new RecordingPeer[6];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = new RecordingPeer();
            world.peer(listener.localAddress(), peers[i]);
        }
        program.ticks(50);
        long connected = java.util.Arrays.stream(peers).filter(p -> p.peer != null).count();
        assertThat(connected).isEqualTo(3);
        for (int i = 0; i < peers.length; i++) {
            assertThat(program.finish(program.request().accept(listener)).status())
                    .isEqualTo(IoStatus.OK);
        }
        assertThat(world.now()).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    @DisplayName("closing a listener resets what it has not accepted, and frees its address")
    void listenerCloses() {
        IoListener listener = program.listen();
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        assertThatThrownBy(() -> program.loop.listen(address, SocketOptions.DEFAULT))
                .hasMessageContaining("address in use");
        world.peer(address, handler);
        program.ticks(5);
        program.finish(program.request().close(listener));
        program.ticks(5);
        assertThat(handler.seen).containsExactly("connected", "reset");
        IoListener again = program.loop.listen(address, SocketOptions.DEFAULT);
        assertThat(again.localAddress()).isEqualTo(address);
    }

    @Test
    @DisplayName("a peer's half-close is the end of the stream, and the program can still answer")
    void peerHalfCloses() {
        IoStream stream = accepted();
        assertThat(handler.send("ask")).isTrue();
        handler.peer.halfClose();
        assertThat(program.receive(stream, 3)).isEqualTo("ask");
        assertThat(program.receive(stream, 3)).isEmpty();
        assertThat(program.send(stream, "answer").result()).isEqualTo(6);
        program.finish(program.request().shutdown(stream));
        program.ticks(5);
        assertThat(handler.text).hasToString("answer");
        assertThat(handler.seen).containsExactly("connected", "ended");
    }

    @Test
    @DisplayName("a peer's reset ends a receive that waits, and breaks later sends")
    void peerResets() {
        IoStream stream = accepted();
        world.after(Duration.ofMillis(30), handler.peer::reset);
        assertThat(program.receive(stream, 3)).isEqualTo("ECONNRESET");
        assertThat(program.send(stream, "x").status()).isEqualTo(IoStatus.EPIPE);
        assertThat(stream.remoteAddress()).contains(handler.peer.localAddress());
    }

    @Test
    @DisplayName("the address of a peer that has reset before it is accepted is known")
    void peerResetsBeforeAccept() {
        IoListener listener = program.listen();
        listener.limit(Integer.MAX_VALUE, 1);
        world.peer(listener.localAddress(), handler);
        program.ticks(10);
        handler.peer.reset();
        program.ticks(10);
        IoStream stream = program.finish(program.request().accept(listener)).stream();
        assertThat(stream.remoteAddress()).contains(handler.peer.localAddress());
        assertThat(program.receive(stream, 1)).isEqualTo("ECONNRESET");
    }

    @Test
    @DisplayName("an abort by the program resets its peer")
    void programAborts() {
        IoStream stream = accepted();
        program.finish(program.request().abort(stream));
        program.ticks(5);
        assertThat(handler.seen).containsExactly("connected", "reset");
    }

    @Test
    @DisplayName("a peer that does not read blocks a send, and one that reads slowly lets it go on")
    void slowReader() {
        IoStream stream = accepted();
        handler.peer.readSpeed(0);
        String much = "0123456789".repeat(30_000);
        io.netty.buffer.ByteBuf bytes = io.netty.buffer.Unpooled.directBuffer(much.length());
        bytes.writeCharSequence(much, java.nio.charset.StandardCharsets.US_ASCII);
        long ticket = program.queue(program.request().send(stream, bytes));
        program.ticks(100);
        assertThat(program.isOver(ticket)).isFalse();
        handler.peer.readSpeed(100_000);
        assertThat(program.await(ticket).result()).isEqualTo(much.length());
        Duration sent = world.now();
        program.ticks(500);
        assertThat(handler.text).hasToString(much);
        assertThat(sent).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    @DisplayName("two loops of one world talk to each other")
    void twoLoops() {
        try (WorldFixture other = new WorldFixture(world)) {
            for (SocketAddress place :
                    new SocketAddress[] {
                        new InetSocketAddress(Addresses.LOOPBACK_4, 0),
                        UnixDomainSocketAddress.of("/run/loop")
                    }) {
                IoListener listener = other.loop.listen(place, SocketOptions.DEFAULT);
                long accept = other.queue(other.request().accept(listener));
                other.tick();
                long connect = program.queue(program.request().connect(listener.localAddress()));
                for (int i = 0; i < 10; i++) {
                    program.tick();
                    other.tick();
                }
                IoStream here = program.await(connect).stream();
                IoStream there = other.await(accept).stream();
                assertThat(program.send(here, "ping").result()).isEqualTo(4);
                assertThat(other.receive(there, 10)).isEqualTo("ping");
                assertThat(other.send(there, "pong").result()).isEqualTo(4);
                assertThat(program.receive(here, 10)).isEqualTo("pong");
            }
        }
    }

    @Test
    @DisplayName("a peer told that there is no room is told when there is")
    void peerWaitsForRoom() {
        IoStream stream = accepted();
        assertThat(handler.send("x".repeat(64 << 10))).isTrue();
        assertThat(handler.send("y")).isFalse();
        program.ticks(10);
        assertThat(handler.seen).containsExactly("connected", "writable");
        assertThat(program.receive(stream, 1 << 20)).hasSize(64 << 10);
    }

    @Test
    @DisplayName("a peer connects over a Unix socket, which has no network to be cut off from")
    void peerOverUnixSocket() {
        SocketAddress path = UnixDomainSocketAddress.of("/run/game");
        world.peer(path, handler);
        program.tick();
        assertThat(handler.seen).containsExactly("ENOENT");
        IoListener listener = program.loop.listen(path, SocketOptions.DEFAULT);
        assertThatThrownBy(() -> program.loop.listen(path, SocketOptions.DEFAULT))
                .hasMessageContaining("address in use");
        IoStream stream = accepted(listener);
        assertThat(handler.send("hi")).isTrue();
        assertThat(program.receive(stream, 10)).isEqualTo("hi");
        assertThatThrownBy(() -> world.partition(handler.peer))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName(
            "a peer that closes before it was accepted is accepted, with its bytes and its end")
    void closedBeforeAccept() {
        IoListener listener = program.listen();
        world.peer(
                listener.localAddress(),
                new RecordingPeer() {
                    @Override
                    public void connected(Peer connected) {
                        super.connected(connected);
                        assertThat(send("early")).isTrue();
                        connected.close();
                    }
                });
        program.ticks(10);
        IoStream stream = program.finish(program.request().accept(listener)).stream();
        assertThat(program.receive(stream, 5)).isEqualTo("early");
        assertThat(program.receive(stream, 5)).isEmpty();
    }

    @Test
    @DisplayName("a connect that is cancelled leaves nothing behind")
    void connectIsCancelled() {
        PeerListener listener = world.listener(new InetSocketAddress(0), () -> handler);
        InetSocketAddress address = (InetSocketAddress) listener.address();
        world.partition(address.getAddress());
        long ticket =
                program.queue(program.request().connect(address).deadline(Duration.ofMillis(500)));
        assertThat(program.await(ticket).status()).isEqualTo(IoStatus.ETIMEDOUT);
        assertThat(world.now()).isLessThan(Duration.ofSeconds(1));
        world.heal(address.getAddress());
        program.ticks(1000);
        assertThat(handler.seen).isEmpty();
    }
}
