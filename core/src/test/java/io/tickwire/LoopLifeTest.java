package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportOperation;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How loops begin, fail and end. */
class LoopLifeTest {
    @Test
    @DisplayName(
            "close: everything in flight completes with ECANCELED, in order, and nothing leaks")
    void closeCompletesEverything() {
        List<String> seen = new ArrayList<>();
        ByteBuf received = StreamFixture.empty(16);
        ByteBuf sent = StreamFixture.buffer("never sent");
        IoResultSlot slot = new IoResultSlot();
        StreamFixture f = new StreamFixture();
        CompletionCallback log = (c, tick) -> seen.add(c.operation() + " " + c.status());
        f.queue(f.lane.request().recv(f.stream, received, 16).onComplete(log));
        f.queue(f.lane.request().send(f.stream, sent).onComplete(log));
        f.queue(f.lane.request().timeout(Duration.ofDays(1)).onComplete(log).into(slot));
        f.tick();
        f.queue(f.lane.request().nop().onComplete(log));
        f.transport.script = ScriptedTransport::completeCloses;
        f.close();
        assertThat(seen)
                .containsExactly(
                        "RECV ECANCELED", "SEND ECANCELED", "TIMEOUT ECANCELED", "NOP ECANCELED");
        assertThat(slot.status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(received.refCnt()).isEqualTo(1);
        assertThat(sent.refCnt()).isZero();
        assertThat(f.transport.leaked()).isEmpty();
        assertThat(f.transport.isClosed).isTrue();
        f.close();
        received.release();
    }

    @Test
    @DisplayName("close: connections that were accepted and never delivered are closed")
    void undeliveredConnectionsAreClosed() {
        StreamFixture f = new StreamFixture();
        IoListener listener =
                f.loop.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        SocketOptions.DEFAULT);
        f.queue(f.lane.request().accept(listener).multishot());
        f.tick();
        TransportOperation accept = f.transport.last(IoOpType.ACCEPT);
        for (int i = 0; i < 5; i++) {
            f.transport.opened(accept, false);
        }
        f.close();
        assertThat(f.transport.open).hasSize(7);
        assertThat(f.transport.leaked()).isEmpty();
    }

    @Test
    @DisplayName(
            "a transport that fails completes everything with TRANSPORT_FAILED, in order, and"
                    + " throws")
    void transportFailure() {
        List<String> seen = new ArrayList<>();
        StreamFixture f = new StreamFixture();
        CompletionCallback log = (c, tick) -> seen.add(c.operation() + " " + c.status());
        ByteBuf sent = StreamFixture.buffer("lost");
        f.queue(f.lane.request().nop().lasting().onComplete(log));
        f.queue(f.lane.request().send(f.stream, sent).onComplete(log));
        f.queue(f.lane.request().close(f.stream).onComplete(log));
        f.tick();
        f.queue(f.lane.request().nop().onComplete(log));
        f.transport.failure = new IllegalStateException("ring gone");
        assertThatThrownBy(() -> f.loop.endPhase("phase"))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("ring gone")
                .hasRootCause(f.transport.failure);
        assertThat(seen)
                .containsExactly(
                        "NOP TRANSPORT_FAILED",
                        "SEND TRANSPORT_FAILED",
                        "CLOSE TRANSPORT_FAILED",
                        "NOP TRANSPORT_FAILED");
        assertThat(sent.refCnt()).isZero();
        assertThat(f.transport.leaked()).isEmpty();
        assertThat(f.transport.isClosed).isTrue();
        assertThatThrownBy(() -> f.loop.tick()).hasMessageContaining("failed");
        assertThatThrownBy(() -> f.queue(f.lane.request().nop())).hasMessageContaining("failed");
        f.close();
    }

    @Test
    @DisplayName(
            "an exception of a system is rethrown by tick(); what was queued stays and goes on")
    void systemException() {
        List<Long> seen = new ArrayList<>();
        TickSystem failing =
                tick -> {
                    tick.completions().forEach(c -> seen.add(c.userData()));
                    if (tick.number() == 0) {
                        tick.intents().queue(tick.request().nop().userData(5));
                        throw new IllegalStateException("first tick");
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.system(failing))
                        .build()) {
            ScriptedProvider.last().completingAll();
            assertThatThrownBy(loop::tick)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("first tick");
            loop.tick();
            assertThat(seen).containsExactly(5L);
            assertThat(loop.stats().snapshot().errors()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("an exception of a callback changes no other delivery")
    void callbackException() {
        List<Long> seen = new ArrayList<>();
        try (StreamFixture f = new StreamFixture()) {
            f.transport.completingAll();
            for (int i = 0; i < 3; i++) {
                f.queue(
                        f.lane.request()
                                .nop()
                                .userData(i)
                                .onComplete(
                                        (c, tick) -> {
                                            seen.add(c.userData());
                                            if (c.userData() == 1) {
                                                throw new IllegalStateException("in callback");
                                            }
                                        }));
            }
            f.queue(f.lane.request().nop().userData(3));
            assertThatThrownBy(() -> f.loop.endPhase("phase")).hasMessage("in callback");
            f.lane.completions().forEach(c -> seen.add(c.userData()));
            assertThat(seen).containsExactly(0L, 1L, 2L, 3L);
            f.loop.beginTick();
        }
    }

    @Test
    @DisplayName("with CONTINUE the systems behind a failing one run too")
    void continuePolicy() {
        List<String> seen = new ArrayList<>();
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .onError(
                                error -> {
                                    seen.add(error.toString());
                                    return ErrorPolicy.Action.CONTINUE;
                                })
                        .phase(
                                "p",
                                p ->
                                        p.system(
                                                        "bad",
                                                        tick -> {
                                                            throw new IllegalStateException("no");
                                                        })
                                                .system("good", tick -> seen.add("good")))
                        .build()) {
            loop.tick();
        }
        assertThat(seen)
                .containsExactly(
                        "SYSTEM, lane \"bad\", phase \"p\": java.lang.IllegalStateException: no",
                        "good");
    }

    @Test
    @DisplayName("a build that fails in setUp closes what was opened")
    void failedSetUp() {
        TickSystem failing =
                new TickSystem() {
                    @Override
                    public void setUp(SystemSetup setup) {
                        InetAddress loopback = InetAddress.getLoopbackAddress();
                        setup.listen(new InetSocketAddress(loopback, 0));
                        setup.listen(new InetSocketAddress(loopback, 1));
                    }

                    @Override
                    public void run(TickContext tick) {}
                };
        TickLoopBuilder builder =
                TickLoop.builder().transport("scripted").phase("p", p -> p.system(failing));
        assertThatThrownBy(builder::build)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(":1");
        assertThat(ScriptedProvider.last().leaked()).isEmpty();
        assertThat(ScriptedProvider.last().isClosed).isTrue();
    }

    @Test
    @DisplayName("close tears systems down in reverse order, after their last completions")
    void tearDown() {
        List<String> seen = new ArrayList<>();
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.systems(recording("a", seen), recording("b", seen)))
                        .build()) {
            loop.tick();
        }
        assertThat(seen).containsExactly("a ECANCELED", "b ECANCELED", "b down", "a down");
    }

    private static TickSystem recording(String name, List<String> seen) {
        return new TickSystem() {
            @Override
            public void run(TickContext tick) {
                tick.intents()
                        .queue(
                                tick.request()
                                        .timeout(Duration.ofDays(1))
                                        .onComplete((c, t) -> seen.add(name + " " + c.status())));
            }

            @Override
            public void tearDown() {
                seen.add(name + " down");
            }
        };
    }

    @Test
    @DisplayName("misuse of ticks and phases is refused with the names")
    void misuseOfPhases() {
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("one", p -> p.lane("a"))
                        .phase("two", p -> p.lane("b"))
                        .build()) {
            assertThatThrownBy(() -> loop.endPhase("one")).hasMessageContaining("beginTick");
            loop.beginTick();
            assertThatThrownBy(loop::beginTick).hasMessageContaining("one");
            assertThatThrownBy(() -> loop.endPhase("two"))
                    .hasMessageContaining("two")
                    .hasMessageContaining("one");
            assertThatThrownBy(() -> loop.lane("c")).hasMessageContaining("c");
            loop.endPhase("one");
            loop.endPhase("two");
        }
        assertThatThrownBy(() -> TickLoop.builder().build()).hasMessageContaining("phase");
        assertThatThrownBy(
                        () ->
                                TickLoop.builder()
                                        .transport("scripted")
                                        .phase("p", p -> p.lane("x").lane("x"))
                                        .build())
                .hasMessageContaining("x");
    }

    @Test
    @DisplayName("a closed loop refuses ticks and intents")
    void closedLoop() {
        StreamFixture f = new StreamFixture();
        f.close();
        assertThatThrownBy(() -> f.loop.tick()).hasMessageContaining("closed");
        assertThatThrownBy(() -> f.queue(f.lane.request().nop())).hasMessageContaining("closed");
        f.loop.stop();
    }

    @Test
    @DisplayName("timers fire on the tick clock, by deadline and then by sequence, never early")
    void timers() {
        try (StreamFixture f = new StreamFixture()) {
            f.tick();
            int[] millis = {30, 10, 20, 10};
            for (int delay : millis) {
                f.queue(f.lane.request().timeout(Duration.ofMillis(delay)).userData(delay));
            }
            f.tick();
            List<Long> fired = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                f.clock.addAndGet(1_000_000);
                f.tick();
                for (IoCompletion completion : f.lane.completions()) {
                    assertThat(completion.isOk()).isTrue();
                    fired.add(completion.userData() * 100 + i + 1);
                }
            }
            assertThat(fired).containsExactly(1010L, 1010L, 2020L, 3030L);
        }
    }

    @Test
    @DisplayName("cancel: timers end with ECANCELED, unknown and harvested tickets answer ENOENT")
    void cancel() {
        try (StreamFixture f = new StreamFixture()) {
            f.tick();
            long timer = f.ticketOf(f.lane.request().timeout(Duration.ofDays(1)));
            f.tick();
            f.queue(f.lane.request().cancel(timer));
            f.queue(f.lane.request().cancel(timer));
            f.queue(f.lane.request().cancel(-1));
            f.queue(f.lane.request().cancel(1L << 40));
            assertThat(f.tick())
                    .containsExactly(
                            "CANCEL=0",
                            "CANCEL=ENOENT",
                            "CANCEL=ENOENT",
                            "CANCEL=ENOENT",
                            "TIMEOUT=ECANCELED");
        }
    }

    @Test
    @DisplayName("a paused multishot goes on under the same sequence when there is room")
    void pausedMultishot() {
        BatchConfig config = BatchConfig.builder().multishotRoom(2).build();
        try (StreamFixture f = new StreamFixture(config)) {
            f.tick();
            IoListener listener =
                    f.loop.listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            SocketOptions.DEFAULT);
            f.queue(f.lane.request().accept(listener).multishot());
            f.tick();
            TransportOperation accept = f.transport.last(IoOpType.ACCEPT);
            f.transport.opened(accept, false);
            f.transport.opened(accept, false);
            f.transport.paused(accept);
            assertThat(f.tick()).containsExactly("ACCEPT=0", "ACCEPT=0");
            assertThat(f.transport.submitted(IoOpType.ACCEPT)).hasSize(1);
            f.tick();
            f.tick();
            assertThat(f.transport.submitted(IoOpType.ACCEPT)).hasSize(2);
            f.transport.opened(accept, false);
            f.tick();
            IoCompletion third = f.lane.completions().iterator().next();
            assertThat(third.shot()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("stop() on another thread never wakes a transport that is closed meanwhile")
    void stopBesideClose() throws InterruptedException {
        TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("phase", p -> p.lane("lane"))
                        .build();
        ScriptedTransport transport = ScriptedProvider.last();
        Thread closer = new Thread(loop::close);
        List<Boolean> closed = new ArrayList<>();
        transport.onWakeup =
                () -> {
                    closer.start();
                    while (closer.getState() != Thread.State.BLOCKED && closer.isAlive()) {
                        Thread.onSpinWait();
                    }
                    closed.add(transport.isClosed);
                };
        loop.stop();
        closer.join();
        assertThat(closed).containsExactly(false);
        loop.stop();
        assertThat(transport.wakeups).hasValue(1);
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
    @DisplayName("durations without an end are long, not an error: linger and close")
    void endlessDurations() {
        Duration forever = ChronoUnit.FOREVER.getDuration();
        TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .config(BatchConfig.builder().linger(forever).build())
                        .phase("p", p -> p.lane("lane"))
                        .build();
        ScriptedTransport transport = ScriptedProvider.last();
        loop.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SocketOptions.DEFAULT);
        loop.tick();
        loop.close(forever);
        assertThat(transport.isClosed).isTrue();
        assertThat(transport.leaked()).isEmpty();
    }
}
