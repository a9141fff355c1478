package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoDatagram;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import io.tickwire.stress.harness.Buffers;
import io.tickwire.stress.harness.LeakProbe;
import io.tickwire.stress.harness.Loopback;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Datagrams over UDP. */
abstract class DatagramTck extends TckCase {
    private static final int TICKS_A_SECOND = 60;
    private static final int DATAGRAMS_A_TICK = 167;
    private static final int SECONDS = 3;
    private static final int DATAGRAM_BYTES = 32;

    DatagramTck(String transport) {
        super(transport);
    }

    private static IoDatagram bind(LoopFixture loop) {
        return bind(loop, InetAddress.getLoopbackAddress());
    }

    private static IoDatagram bind(LoopFixture loop, InetAddress host) {
        return loop.loop().bind(new InetSocketAddress(host, 0), SocketOptions.DEFAULT);
    }

    private ByteBuf[] parts(byte[] bytes, int... lengths) {
        ByteBuf[] parts = new ByteBuf[lengths.length];
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            parts[i] = give(Arrays.copyOfRange(bytes, at, at + lengths[i]));
            at += lengths[i];
        }
        return parts;
    }

    private void exchange(LoopFixture loop, InetAddress host) {
        IoDatagram one = bind(loop, host);
        IoDatagram other = bind(loop, host);
        byte[] bytes = randomBytes(1_000);
        ByteBuf[] into = {buffers.keep(10), buffers.keep(2_000)};
        List<SocketAddress> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            into[0].clear();
            into[1].clear();
            long receive =
                    loop.queue(
                            loop.request()
                                    .recvmsg(other, into)
                                    .onComplete((c, tick) -> peers.add(c.peer())));
            Outcome sent =
                    loop.finish(
                            loop.request()
                                    .sendmsg(one, other.localAddress(), parts(bytes, 1, 999)));
            assertThat(sent.result()).isEqualTo(1_000);
            int seen = i;
            loop.until("the datagram", () -> peers.size() > seen);
            assertThat(loop.isOver(receive)).as("a callback takes the inbox's place").isFalse();
            assertThat(into[0].writerIndex()).isEqualTo(10);
            assertThat(into[1].writerIndex()).isEqualTo(990);
            assertThat(into[1].getByte(989)).isEqualTo(bytes[999]);
        }
        assertThat(peers.get(0)).isEqualTo(one.localAddress());
        assertThat(peers.get(1)).as("the same object").isSameAs(peers.get(2));
    }

    @Test
    @DisplayName("datagrams of several buffers arrive over IPv4, with their sender's address")
    void overV4() {
        exchange(loop(), InetAddress.getLoopbackAddress());
    }

    @Test
    @DisplayName("datagrams of several buffers arrive over IPv6, with their sender's address")
    void overV6() throws UnknownHostException {
        LoopFixture loop = loop();
        try {
            bind(loop, loopbackV6());
        } catch (UncheckedIOException e) {
            Assumptions.abort("no IPv6 here: " + e.getMessage());
        }
        exchange(loop, loopbackV6());
    }

    @Test
    @DisplayName("datagrams go over Unix sockets where the transport has them")
    void overUnix() {
        LoopFixture loop = loop();
        SocketAddress one = UnixDomainSocketAddress.of(directory().resolve("one"));
        SocketAddress other = UnixDomainSocketAddress.of(directory().resolve("other"));
        IoDatagram from;
        try {
            from = loop.loop().bind(one, SocketOptions.DEFAULT);
        } catch (UncheckedIOException e) {
            assertThat(loop.loop().capabilities().of(Feature.UNIX_DATAGRAMS))
                    .as("%s", e.getMessage())
                    .isEqualTo(Support.UNSUPPORTED);
            Assumptions.abort(e.getMessage());
            return;
        }
        Outcome nobody = loop.finish(loop.request().sendmsg(from, other, give(new byte[1]), 1));
        assertThat(nobody.status()).isEqualTo(IoStatus.ENOENT);
        IoDatagram to = loop.loop().bind(other, SocketOptions.DEFAULT);
        List<SocketAddress> peers = new ArrayList<>();
        ByteBuf into = buffers.keep(100);
        loop.queue(
                loop.request()
                        .recvmsg(to, into, 100)
                        .onComplete((completion, tick) -> peers.add(completion.peer())));
        byte[] bytes = randomBytes(50);
        loop.finish(loop.request().sendmsg(from, other, parts(bytes, 20, 30)));
        loop.until("the datagram", () -> !peers.isEmpty());
        assertThat(peers).containsExactly(one);
        assertThat(Buffers.bytes(into)).isEqualTo(bytes);
    }

    private IoDatagram bindUnix(LoopFixture loop, String name) {
        SocketAddress address = UnixDomainSocketAddress.of(directory().resolve(name));
        try {
            return loop.loop().bind(address, SocketOptions.DEFAULT);
        } catch (UncheckedIOException e) {
            assertThat(loop.loop().capabilities().of(Feature.UNIX_DATAGRAMS))
                    .as("%s", e.getMessage())
                    .isEqualTo(Support.UNSUPPORTED);
            Assumptions.abort(e.getMessage());
            throw e;
        }
    }

    private IoStatus statusOfSend(LoopFixture loop, IoDatagram from, SocketAddress to) {
        return loop.finish(loop.request().sendmsg(from, to, give(new byte[1]), 1)).status();
    }

    @Test
    @DisplayName("datagrams to an address of another family, or to port 0, are refused alike")
    void wrongAddress() {
        LoopFixture loop = loop();
        IoDatagram socket = bind(loop);
        assertThat(statusOfSend(loop, socket, UnixDomainSocketAddress.of("x")))
                .isEqualTo(IoStatus.EAFNOSUPPORT);
        SocketAddress nowhere = Loopback.anyPort();
        assertThat(statusOfSend(loop, socket, nowhere)).isEqualTo(IoStatus.EINVAL);
    }

    @Test
    @DisplayName("a Unix datagram to a path that is too long goes nowhere: ENAMETOOLONG")
    void tooLongPath() {
        LoopFixture loop = loop();
        IoDatagram from = bindUnix(loop, "from");
        Path directory = directory();
        int pathBytesMax = 107;
        String cut = "x".repeat(pathBytesMax - directory.toString().length() - 1);
        IoDatagram victim =
                loop.loop()
                        .bind(
                                UnixDomainSocketAddress.of(directory.resolve(cut)),
                                SocketOptions.DEFAULT);
        long receive = loop.queue(loop.request().recvmsg(victim, buffers.keep(8), 8));
        assertThat(
                        statusOfSend(
                                loop,
                                from,
                                UnixDomainSocketAddress.of(directory.resolve(cut + "y"))))
                .isEqualTo(IoStatus.ENAMETOOLONG);
        assertThat(statusOfSend(loop, from, UnixDomainSocketAddress.of("")))
                .isEqualTo(IoStatus.EINVAL);
        assertThat(statusOfSend(loop, from, bind(loop).localAddress()))
                .isEqualTo(IoStatus.EAFNOSUPPORT);
        assertThat(loop.isOver(receive)).isFalse();
    }

    @Test
    @DisplayName("many receives may be outstanding; each gets a datagram of its own")
    void manyReceives() {
        LoopFixture loop = loop();
        IoDatagram from = bind(loop);
        IoDatagram to = bind(loop);
        List<Long> receives = new ArrayList<>();
        List<ByteBuf> into = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            into.add(buffers.keep(8));
            receives.add(loop.queue(loop.request().recvmsg(to, into.get(i), 8)));
        }
        loop.tick();
        for (int i = 0; i < 100; i++) {
            loop.queue(
                    loop.request()
                            .sendmsg(from, to.localAddress(), give(new byte[] {(byte) i}), 1));
        }
        assertThat(loop.awaitAll(receives)).allMatch(outcome -> outcome.result() == 1);
        assertThat(into).extracting(buffer -> buffer.getByte(0)).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName(
            "a datagram longer than its buffer is lost with EMSGSIZE, and the next one arrives")
    void tooLongToReceive() {
        LoopFixture loop = loop();
        IoDatagram from = bind(loop);
        IoDatagram to = bind(loop);
        loop.finish(loop.request().sendmsg(from, to.localAddress(), give(new byte[9]), 9));
        loop.finish(loop.request().sendmsg(from, to.localAddress(), give(new byte[8]), 8));
        Outcome lost = loop.finish(loop.request().recvmsg(to, buffers.keep(8), 8));
        assertThat(lost.status()).isEqualTo(IoStatus.EMSGSIZE);
        assertThat(loop.finish(loop.request().recvmsg(to, buffers.keep(8), 8)).result())
                .isEqualTo(8);
    }

    @Test
    @DisplayName("datagrams over the pending bound complete with ENOBUFS")
    void pendingBound() {
        LoopFixture loop =
                loop(BatchConfig.builder().laneCapacity(64).streamPending(1_000, 2).build());
        IoDatagram socket = bind(loop);
        List<Long> sends = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sends.add(
                    loop.queue(
                            loop.request()
                                    .sendmsg(
                                            socket,
                                            socket.localAddress(),
                                            give(new byte[10]),
                                            10)));
        }
        assertThat(loop.awaitAll(sends))
                .extracting(Outcome::status)
                .containsExactly(IoStatus.OK, IoStatus.OK, IoStatus.ENOBUFS, IoStatus.ENOBUFS);
        assertThat(socket.pendingSends()).isZero();
        assertThat(socket.pendingBytes()).isZero();
    }

    @Test
    @DisplayName("cancel, close and the loop's end end receives in flight with ECANCELED")
    void endInFlight() {
        LoopFixture loop = loop();
        IoDatagram socket = bind(loop);
        long first = loop.queue(loop.request().recvmsg(socket, buffers.keep(8), 8));
        long second = loop.queue(loop.request().recvmsg(socket, buffers.keep(8), 8));
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(first)).result()).isZero();
        assertThat(loop.await(first).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.finish(loop.request().close(socket)).isOk()).isTrue();
        assertThat(loop.await(second).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.finish(loop.request().recvmsg(socket, buffers.keep(8), 8)).status())
                .isEqualTo(IoStatus.EBADF);
        IoDatagram other = bind(loop);
        loop.queue(loop.request().recvmsg(other, buffers.keep(8), 8));
        loop.tick();
    }

    @Test
    @DisplayName(
            "an address in use and one of another machine cannot be bound; the message says so")
    void bindErrors() throws UnknownHostException {
        LoopFixture loop = loop();
        IoDatagram socket = bind(loop);
        SocketAddress taken = socket.localAddress();
        assertThatThrownBy(() -> loop.loop().bind(taken, SocketOptions.DEFAULT))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(taken.toString());
        InetAddress far = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        assertThatThrownBy(() -> bind(loop, far)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    @DisplayName("datagrams that overflow the socket's buffer are lost, and the kernel counts them")
    void overflow() {
        Assumptions.assumeTrue(DatagramCounter.hasDrops(), "the kernel does not count drops here");
        LoopFixture loop = loop();
        IoDatagram from = bind(loop);
        IoDatagram to =
                loop.loop()
                        .bind(
                                Loopback.anyPort(),
                                SocketOptions.DEFAULT.withBufferBytes(4_096, 4_096));
        DatagramCounter received = new DatagramCounter(to);
        int sent = 200;
        for (int i = 0; i < sent; i++) {
            assertThat(statusOfSend(loop, from, to.localAddress())).isEqualTo(IoStatus.OK);
        }
        for (int i = 0; i < 16; i++) {
            received.add(loop.request(), loop.lane().intents(), buffers.keep(DATAGRAM_BYTES));
        }
        loop.until("all that was not dropped", () -> received.count() + received.dropped() >= sent);
        assertThat(received.count() + received.dropped()).isEqualTo(sent);
        assertThat(received.count()).isPositive();
        assertThat(received.dropped()).isPositive();
    }

    @Test
    @DisplayName("10,000 datagrams a second at 60 Hz: the kernel's drop counters explain each loss")
    void load() {
        // Records of each access would cost more than the datagrams.
        LeakProbe.pause();
        try {
            loadAtRate();
        } finally {
            LeakProbe.resume();
        }
    }

    private void loadAtRate() {
        LoopFixture loop =
                loop(
                        BatchConfig.builder()
                                .laneCapacity(1_024)
                                .streamPending(1 << 20, 1_024)
                                .build());
        IoDatagram from = bind(loop);
        IoDatagram to = bind(loop);
        DatagramCounter received = new DatagramCounter(to);
        for (int i = 0; i < 256; i++) {
            received.add(loop.request(), loop.lane().intents(), buffers.keep(DATAGRAM_BYTES));
        }
        long start = System.nanoTime();
        int sent = 0;
        for (int tick = 0; tick < SECONDS * TICKS_A_SECOND; tick++) {
            List<Long> sends = new ArrayList<>();
            for (int i = 0; i < DATAGRAMS_A_TICK; i++) {
                byte[] bytes = new byte[DATAGRAM_BYTES];
                sends.add(
                        loop.queue(
                                loop.request()
                                        .sendmsg(
                                                from,
                                                to.localAddress(),
                                                give(bytes),
                                                DATAGRAM_BYTES)));
            }
            for (Outcome outcome : loop.awaitAll(sends)) {
                sent += outcome.isOk() ? 1 : 0;
            }
            loop.emptyInbox();
            long next = start + (tick + 1) * (TimeUnit.SECONDS.toNanos(1) / TICKS_A_SECOND);
            while (System.nanoTime() - next < 0) {
                Thread.onSpinWait();
            }
        }
        // The pace above keeps to the clock; how far a busy machine falls behind it is told only.
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        System.out.println(
                "datagrams: "
                        + transport()
                        + " "
                        + sent * 1000L / millis
                        + " a second for "
                        + millis
                        + " ms");
        int total = sent;
        loop.until(
                "all that was not dropped", () -> received.count() + received.dropped() >= total);
        assertThat(received.count() + received.dropped()).isEqualTo(total);
        assertThat(total).isEqualTo(SECONDS * TICKS_A_SECOND * DATAGRAMS_A_TICK);
    }
}
