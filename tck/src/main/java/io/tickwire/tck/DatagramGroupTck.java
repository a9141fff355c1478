package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoDatagram;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.stress.harness.Connection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Datagrams whose buffers come from a group, single and multishot. */
abstract class DatagramGroupTck extends TckCase {
    private static final int GROUP = 3;
    private static final int BUFFER_BYTES = 512;
    private static final int COUNT = 16;
    private static final int SHARE = 4;

    DatagramGroupTck(String transport) {
        super(transport);
    }

    /** Takes datagrams and their senders, and counts shots at each delivery point. */
    private static final class Taker implements CompletionCallback {
        final List<byte[]> datagrams = new ArrayList<>();
        final List<SocketAddress> peers = new ArrayList<>();
        final List<IoStatus> errors = new ArrayList<>();
        final Map<Long, Integer> shotsByTick = new HashMap<>();
        boolean isOver;

        @Override
        public void completed(IoCompletion completion, TickContext tick) {
            assertThat(isOver).isFalse();
            isOver = completion.isLast();
            shotsByTick.merge(tick.number(), 1, Integer::sum);
            assertThat(completion.hasBuffer()).isEqualTo(completion.result() > 0);
            if (completion.result() < 0) {
                errors.add(completion.status());
                return;
            }
            byte[] content =
                    completion.hasBuffer()
                            ? ByteBufUtil.getBytes(completion.buffer())
                            : new byte[0];
            assertThat(content).hasSize(completion.result());
            datagrams.add(content);
            peers.add(completion.peer());
        }

        int count() {
            return datagrams.size() + errors.size();
        }
    }

    private LoopFixture groupLoop() {
        return loop(
                BatchConfig.builder()
                        .laneCapacity(512)
                        .multishotRoom(64)
                        .bufferGroup(new BufferGroup(GROUP, BUFFER_BYTES, COUNT, SHARE))
                        .build());
    }

    private static IoDatagram bind(LoopFixture loop, InetAddress host) {
        return loop.loop().bind(new InetSocketAddress(host, 0), SocketOptions.DEFAULT);
    }

    private static IoDatagram bind(LoopFixture loop) {
        return bind(loop, InetAddress.getLoopbackAddress());
    }

    private void send(LoopFixture loop, IoDatagram from, IoDatagram to, byte[] content) {
        ByteBuf buffer = give(content);
        var request = loop.request().sendmsg(from, to.localAddress(), buffer, content.length);
        assertThat(loop.finish(request).result()).isEqualTo(content.length);
    }

    private static Taker take(LoopFixture loop, IoDatagram socket, boolean isMultishot) {
        Taker taker = new Taker();
        var request = loop.request().recvmsg(socket).fromGroup(GROUP).onComplete(taker);
        loop.queue(isMultishot ? request.multishot() : request);
        return taker;
    }

    private void exchange(boolean isMultishot, InetAddress host) {
        LoopFixture loop = groupLoop();
        IoDatagram one = bind(loop, host);
        IoDatagram other = bind(loop, host);
        Taker taker = take(loop, other, isMultishot);
        List<byte[]> sent = new ArrayList<>();
        for (int size : new int[] {1, 0, 100, BUFFER_BYTES, 7}) {
            byte[] content = randomBytes(size);
            sent.add(content);
            send(loop, one, other, content);
            loop.until("a datagram", () -> taker.count() == sent.size());
            if (!isMultishot) {
                assertThat(taker.isOver).isTrue();
                taker.isOver = false;
                loop.queue(loop.request().recvmsg(other).fromGroup(GROUP).onComplete(taker));
            }
        }
        assertThat(taker.isOver).isFalse();
        assertThat(taker.errors).isEmpty();
        for (int i = 0; i < sent.size(); i++) {
            assertThat(taker.datagrams.get(i)).isEqualTo(sent.get(i));
            assertThat(taker.peers.get(i)).isEqualTo(one.localAddress());
        }
        assertThat(loop.finish(loop.request().close(other)).isOk()).isTrue();
        assertThat(taker.errors).containsExactly(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("single receives take a buffer of the group, with the datagram and its sender")
    void single() {
        exchange(false, InetAddress.getLoopbackAddress());
    }

    @Test
    @DisplayName("a multishot receive takes every datagram, empty ones too")
    void multishot() {
        exchange(true, InetAddress.getLoopbackAddress());
    }

    @Test
    @DisplayName("over IPv6 too")
    void ipv6() throws Exception {
        exchange(true, loopbackV6());
    }

    @Test
    @DisplayName("a datagram longer than a buffer is lost with EMSGSIZE; the multishot goes on")
    void tooLong() {
        LoopFixture loop = groupLoop();
        IoDatagram one = bind(loop);
        IoDatagram other = bind(loop);
        Taker single = take(loop, other, false);
        send(loop, one, other, new byte[BUFFER_BYTES + 1]);
        loop.until("the end", () -> single.isOver);
        assertThat(single.errors).containsExactly(IoStatus.EMSGSIZE);
        Taker many = take(loop, other, true);
        for (int i = 0; i < 2 * COUNT; i++) {
            send(loop, one, other, new byte[BUFFER_BYTES + 1 + i]);
            int seen = i + 1;
            loop.until("an error", () -> many.count() == seen);
        }
        send(loop, one, other, new byte[BUFFER_BYTES]);
        loop.until("a datagram", () -> many.datagrams.size() == 1);
        assertThat(many.errors).hasSize(2 * COUNT).containsOnly(IoStatus.EMSGSIZE);
        assertThat(many.isOver).isFalse();
    }

    @Test
    @DisplayName("a flood is taken share by share, in order and without loss")
    void flood() {
        LoopFixture loop = groupLoop();
        IoDatagram one = bind(loop);
        IoDatagram other = bind(loop);
        int count = 150;
        for (int i = 0; i < count; i++) {
            send(loop, one, other, new byte[] {(byte) i, (byte) (i >>> 8)});
        }
        Taker taker = take(loop, other, true);
        loop.until("all", () -> taker.count() == count);
        for (int i = 0; i < count; i++) {
            assertThat(taker.datagrams.get(i)).containsExactly(i & 0xFF, i >>> 8);
        }
        assertThat(taker.shotsByTick.values()).allMatch(shots -> shots <= SHARE);
    }

    @Test
    @DisplayName("buffers that the program keeps are out of the group until it lets go")
    void kept() {
        LoopFixture loop = groupLoop();
        IoDatagram one = bind(loop);
        IoDatagram other = bind(loop);
        List<ByteBuf> held = new ArrayList<>();
        for (int receive = 0; receive < 2 * COUNT / SHARE; receive++) {
            loop.queue(
                    loop.request()
                            .recvmsg(other)
                            .fromGroup(GROUP)
                            .multishot()
                            .onComplete(
                                    (completion, tick) -> {
                                        if (completion.hasBuffer()) {
                                            held.add(completion.buffer().retain());
                                        }
                                    }));
        }
        for (int i = 0; i < COUNT + 5; i++) {
            send(loop, one, other, new byte[] {(byte) i});
        }
        loop.until("all buffers", () -> held.size() == COUNT);
        for (int i = 0; i < 3; i++) {
            loop.tick();
        }
        assertThat(held).hasSize(COUNT);
        List<ByteBuf> first = List.copyOf(held);
        held.clear();
        first.forEach(ByteBuf::release);
        loop.until("the rest", () -> held.size() == 5);
        held.forEach(ByteBuf::release);
        held.clear();
    }

    @Test
    @DisplayName("a group serves streams or datagrams; the other kind is refused")
    void otherKind() {
        LoopFixture loop = groupLoop();
        IoDatagram socket = bind(loop);
        Connection connection = connect(loop);
        take(loop, socket, true);
        assertThatThrownBy(
                        () -> loop.queue(loop.request().recv(connection.stream()).fromGroup(GROUP)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("buffer group 3 serves RECVMSG, not RECV");
    }

    @Test
    @DisplayName("a cancel ends a multishot receive; what came before it was told")
    void cancel() {
        LoopFixture loop = groupLoop();
        IoDatagram one = bind(loop);
        IoDatagram other = bind(loop);
        long ticket = loop.queue(loop.request().recvmsg(other).fromGroup(GROUP).multishot());
        loop.tick();
        send(loop, one, other, new byte[9]);
        loop.until("a datagram", () -> !loop.of(ticket).isEmpty());
        assertThat(loop.finish(loop.request().cancel(ticket)).isOk()).isTrue();
        assertThat(loop.await(ticket).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.of(ticket)).extracting(Outcome::result).containsExactly(9, -125);
    }
}
