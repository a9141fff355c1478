package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import io.tickwire.spi.OpenFlags;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where several rules meet: what went wrong there once. */
class EdgeTest {
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    @Test
    @DisplayName("an intent that is refused on a closing resource does not submit its CLOSE again")
    void refusedBehindClose() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf buffer = StreamFixture.empty(8);
            f.queue(f.lane.request().recv(f.stream, buffer, 8));
            f.tick();
            f.queue(f.lane.request().close(f.stream));
            f.tick();
            f.tick();
            assertThat(f.transport.submitted(IoOpType.CLOSE)).hasSize(1);
            f.send("late");
            assertThat(f.tick()).containsExactly("SEND=EBADF");
            f.tick();
            assertThat(f.transport.submitted(IoOpType.CLOSE)).hasSize(1);
            f.transport.result(f.transport.last(IoOpType.CLOSE), 0);
            assertThat(f.tick()).containsExactly("CLOSE=0");
            buffer.release();
        }
    }

    @Test
    @DisplayName("whenReady ticks again at once while a system has completions it did not see")
    void unseenCompletionsStartATick() {
        List<Long> seenInTick = new ArrayList<>();
        TickLoop[] self = new TickLoop[1];
        TickSystem system =
                tick -> {
                    if (tick.number() == 0) {
                        tick.intents().queue(tick.request().nop());
                    }
                    if (!tick.completions().isEmpty()) {
                        seenInTick.add(tick.number());
                        self[0].stop();
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.system(system))
                        .build()) {
            self[0] = loop;
            ScriptedProvider.last().completingAll();
            loop.run(TickRate.whenReady(FOREVER));
        }
        assertThat(seenInTick).containsExactly(1L);
    }

    @Test
    @DisplayName("D6: a cancelled send of which a part has left ends with that count")
    void cancelOfHalfSentSend() {
        try (StreamFixture f = new StreamFixture()) {
            long ticket =
                    f.ticketOf(f.lane.request().send(f.stream, StreamFixture.buffer("0123456789")));
            f.send("NEXT");
            f.tick();
            f.transport.result(f.transport.last(IoOpType.SEND), 4);
            f.loop.endPhase("phase");
            f.loop.beginTick();
            f.queue(f.lane.request().cancel(ticket));
            assertThat(f.tick()).containsExactly("CANCEL=0", "SEND=4");
            assertThat(StreamFixture.text(f.transport.last(IoOpType.SEND))).isEqualTo("NEXT");
        }
    }

    @Test
    @DisplayName("D6: a send that is cancelled on its way and comes back half ends with its count")
    void cancelledOnItsWayComesBackHalf() {
        try (StreamFixture f = new StreamFixture()) {
            long ticket =
                    f.ticketOf(f.lane.request().send(f.stream, StreamFixture.buffer("0123456789")));
            f.send("NEXT");
            f.tick();
            f.transport.result(f.transport.last(IoOpType.SEND), 4);
            f.transport.isDeafToCancel = true;
            f.queue(f.lane.request().cancel(ticket));
            assertThat(f.tick()).containsExactly("CANCEL=0", "SEND=4");
            f.tick();
            assertThat(StreamFixture.text(f.transport.last(IoOpType.SEND))).isEqualTo("NEXT");
            f.transport.isDeafToCancel = false;
        }
    }

    @Test
    @DisplayName("a cancel comes too late for a SHUTDOWN")
    void cancelOfShutdown() {
        try (StreamFixture f = new StreamFixture()) {
            f.send("a");
            long ticket = f.ticketOf(f.lane.request().shutdown(f.stream));
            f.tick();
            f.queue(f.lane.request().cancel(ticket));
            assertThat(f.tick()).containsExactly("CANCEL=EALREADY");
        }
    }

    @Test
    @DisplayName("a multishot cannot be prompt, in whichever order it is said")
    void promptMultishot() {
        try (StreamFixture f = new StreamFixture()) {
            IoListener listener =
                    f.loop.listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            SocketOptions.DEFAULT);
            IoRequest request = new IoRequest();
            assertThatThrownBy(() -> request.accept(listener).prompt().multishot())
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> request.accept(listener).multishot().prompt())
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("durations without an end are long, not an error: linger and close")
    void endlessDurations() {
        TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .config(BatchConfig.builder().linger(FOREVER).build())
                        .phase("p", p -> p.lane("lane"))
                        .build();
        ScriptedTransport transport = ScriptedProvider.last();
        loop.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SocketOptions.DEFAULT);
        loop.tick();
        loop.close(FOREVER);
        assertThat(transport.isClosed).isTrue();
        assertThat(transport.leaked()).isEmpty();
    }

    @Test
    @DisplayName("a buffer released once too often is the program's error and loses nothing else")
    void overReleasedBuffer() {
        StreamFixture f = new StreamFixture();
        AtomicInteger called = new AtomicInteger();
        ByteBuf sent = StreamFixture.buffer("aaaa");
        f.queue(f.lane.request().send(f.stream, sent).onComplete((c, t) -> {}));
        f.queue(f.lane.request().nop().lasting().onComplete((c, t) -> called.incrementAndGet()));
        f.queue(
                f.lane.request()
                        .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1))
                        .onComplete((c, t) -> called.incrementAndGet()));
        f.loop.endPhase("phase");
        f.transport.result(f.transport.last(IoOpType.SEND), 4);
        f.transport.result(f.transport.last(IoOpType.NOP), 0);
        f.transport.opened(f.transport.last(IoOpType.CONNECT), true);
        sent.release();
        assertThatThrownBy(() -> f.loop.beginTick())
                .isInstanceOf(IllegalReferenceCountException.class);
        assertThat(called).hasValue(2);
        f.close();
        assertThat(f.transport.leaked()).isEmpty();
    }

    @Test
    @DisplayName("tick time goes on where it was after a run that ended by an exception")
    void clockAfterFailedRun() {
        List<Long> times = new ArrayList<>();
        AtomicLong clock = new AtomicLong(3_600_000_000_000L);
        TickSystem system =
                tick -> {
                    times.add(tick.timeNanos());
                    if (tick.number() == 2) {
                        throw new IllegalStateException("mine");
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .clock(() -> clock.addAndGet(1000))
                        .phase("p", p -> p.system(system))
                        .build()) {
            assertThatThrownBy(() -> loop.run(TickRate.hertz(1000))).hasMessage("mine");
            loop.tick();
            assertThat(times.get(3)).isBetween(times.get(2), 1_000_000_000L);
        }
    }

    @Test
    @DisplayName(
            "a transport that fails while intents are sealed: each still completes exactly once")
    void failureWithinSeal() {
        BatchConfig config =
                BatchConfig.builder().laneCapacity(4).laneInFlight(4).callbackCapacity(2).build();
        StreamFixture f = new StreamFixture(config);
        f.tick();
        f.tick();
        List<String> seen = new ArrayList<>();
        CompletionCallback log = (c, t) -> seen.add(c.operation() + " " + c.status());
        ByteBuf buffer = StreamFixture.empty(8);
        long ticket = f.ticketOf(f.lane.request().recv(f.stream, buffer, 8).onComplete(log));
        f.tick();
        f.queue(f.lane.request().cancel(0x7fffffff00000000L).onComplete(log));
        f.queue(f.lane.request().cancel(ticket).onComplete(log));
        f.transport.failure = new IllegalStateException("ring gone");
        assertThatThrownBy(() -> f.loop.endPhase("phase")).isInstanceOf(TransportException.class);
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "RECV TRANSPORT_FAILED", "CANCEL ENOENT", "CANCEL TRANSPORT_FAILED");
        buffer.release();
    }

    @Test
    @DisplayName("memory that the kernel did not give back is kept for ever")
    void undrainedBuffersAreKept() {
        StreamFixture f = new StreamFixture();
        ByteBuf buffer = StreamFixture.empty(8);
        f.queue(f.lane.request().recv(f.stream, buffer, 8));
        f.tick();
        f.transport.failure = new IllegalStateException("ring gone");
        f.transport.isDrained = false;
        assertThatThrownBy(() -> f.loop.endPhase("phase")).isInstanceOf(TransportException.class);
        assertThat(buffer.refCnt()).isEqualTo(2);
        buffer.release(2);
    }

    @Test
    @DisplayName("D3: who only reads neither creates nor cuts a file, on any transport")
    void readOnlyOpenChangesNothing() {
        IoRequest request =
                new IoRequest()
                        .open(
                                Path.of("any"),
                                StandardOpenOption.READ,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(request.openFlags).isEqualTo(OpenFlags.READ);
    }

    @Test
    @DisplayName("memory of several regions that the kernel did not give back is kept for ever")
    void undrainedRegionsAreKept() {
        StreamFixture f = new StreamFixture();
        ByteBuf[] regions = {StreamFixture.empty(8), StreamFixture.empty(8)};
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        IoDatagram socket = f.loop.bind(any, SocketOptions.DEFAULT);
        f.queue(f.lane.request().recvmsg(socket, regions));
        f.tick();
        f.transport.failure = new IllegalStateException("ring gone");
        f.transport.isDrained = false;
        assertThatThrownBy(() -> f.loop.endPhase("phase")).isInstanceOf(TransportException.class);
        for (ByteBuf region : regions) {
            assertThat(region.refCnt()).isEqualTo(2);
            region.release(2);
        }
    }
}
