package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.spi.TransportOperation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Deadlines, and cancels of other kinds than by ticket. */
class DeadlineTest {
    private static final Duration TEN = Duration.ofNanos(10);

    @Test
    @DisplayName("a passed deadline cancels an operation with the transport: ETIMEDOUT")
    void inTransport() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().recv(f.stream, StreamFixture.empty(8), 8).deadline(TEN));
            f.tick();
            f.clock.addAndGet(9);
            assertThat(f.tick()).isEmpty();
            assertThat(f.transport.cancelled).isEmpty();
            f.clock.addAndGet(1);
            f.tick();
            assertThat(f.transport.cancelled).hasSize(1);
            assertThat(f.tick()).containsExactly("RECV=ETIMEDOUT");
        }
    }

    @Test
    @DisplayName("an operation that was faster than its deadline keeps its result")
    void fasterThanTheDeadline() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().recv(f.stream, StreamFixture.empty(8), 8).deadline(TEN));
            f.tick();
            f.transport.result(f.transport.last(IoOpType.RECV), 5);
            f.clock.addAndGet(20);
            assertThat(f.tick()).containsExactly("RECV=5");
            f.clock.addAndGet(20);
            assertThat(f.tick()).isEmpty();
            assertThat(f.transport.cancelled).isEmpty();
        }
    }

    @Test
    @DisplayName("a deadline also ends what waits in a queue of core's")
    void inQueues() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().recv(f.stream, StreamFixture.empty(8), 8));
            f.queue(f.lane.request().recv(f.stream, StreamFixture.empty(8), 8).deadline(TEN));
            f.send("a");
            f.tick();
            f.queue(f.lane.request().send(f.stream, StreamFixture.buffer("b")).deadline(TEN));
            f.send("c");
            f.tick();
            f.clock.addAndGet(10);
            assertThat(f.tick()).containsExactly("RECV=ETIMEDOUT", "SEND=ETIMEDOUT");
            f.transport.result(f.transport.last(IoOpType.SEND), 1);
            f.tick();
            f.tick();
            assertThat(StreamFixture.text(f.transport.last(IoOpType.SEND))).isEqualTo("c");
        }
    }

    @Test
    @DisplayName("a send of which a part has left when its deadline passes keeps the count")
    void partialSend() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.isDeafToCancel = true;
            f.queue(f.lane.request().send(f.stream, StreamFixture.buffer("abc")).deadline(TEN));
            f.tick();
            TransportOperation send = f.transport.last(IoOpType.SEND);
            f.clock.addAndGet(10);
            f.tick();
            f.transport.result(send, 2);
            assertThat(f.tick()).containsExactly("SEND=2");
        }
    }

    @Test
    @DisplayName("a deadline of a follower counts from its seal and breaks the chain")
    void followers() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().timeoutNanos(50).linked());
            f.queue(f.lane.request().nop().deadline(TEN).linked());
            f.queue(f.lane.request().nop());
            f.tick();
            f.clock.addAndGet(10);
            assertThat(f.tick()).containsExactly("NOP=ETIMEDOUT", "NOP=ECANCELED");
            f.clock.addAndGet(50);
            assertThat(f.tick()).containsExactly("TIMEOUT=0");
        }
    }

    @Test
    @DisplayName("a deadline does not go with a close, a timeout or a cancel")
    void misuse() {
        try (StreamFixture f = new StreamFixture()) {
            assertThatThrownBy(() -> f.lane.request().close(f.stream).deadline(TEN))
                    .hasMessage("deadline() does not go with CLOSE");
            assertThatThrownBy(() -> f.lane.request().timeout(TEN).deadline(TEN))
                    .hasMessage("deadline() does not go with TIMEOUT");
            assertThatThrownBy(() -> f.lane.request().nop().deadline(Duration.ofNanos(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("TIMEOUT_REMOVE ends a timeout, POLL_REMOVE a poll, and neither the other's")
    void removals() {
        try (StreamFixture f = new StreamFixture()) {
            long timeout = f.ticketOf(f.lane.request().timeout(Duration.ofDays(1)));
            long poll = f.ticketOf(f.lane.request().poll(f.stream, PollEvents.READABLE));
            f.tick();
            f.queue(f.lane.request().timeoutRemove(poll));
            f.queue(f.lane.request().pollRemove(timeout));
            assertThat(f.tick()).containsExactly("TIMEOUT_REMOVE=ENOENT", "POLL_REMOVE=ENOENT");
            f.queue(f.lane.request().timeoutRemove(timeout));
            f.queue(f.lane.request().pollRemove(poll));
            assertThat(f.tick()).contains("TIMEOUT=ECANCELED", "TIMEOUT_REMOVE=0", "POLL_REMOVE=0");
            f.queue(f.lane.request().timeoutRemove(timeout));
            assertThat(f.tick()).contains("TIMEOUT_REMOVE=ENOENT");
        }
    }

    @Test
    @DisplayName("CANCEL of a resource ends all its intents, and answers how many")
    void cancelOfAResource() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().recv(f.stream, StreamFixture.empty(8), 8));
            f.queue(f.lane.request().recv(f.stream, StreamFixture.empty(8), 8));
            f.queue(f.lane.request().poll(f.stream, PollEvents.WRITABLE).multishot());
            f.send("a");
            f.tick();
            f.queue(f.lane.request().cancel(f.stream));
            assertThat(f.tick()).contains("RECV=ECANCELED", "CANCEL=4");
            f.tick();
            f.queue(f.lane.request().cancel(f.stream));
            assertThat(f.tick()).containsExactly("CANCEL=ENOENT");
            assertThat(f.stream.pendingSends()).isZero();
        }
    }

    @Test
    @DisplayName("slots that end before they are submitted and come again keep order and bounds")
    void endedBeforeSubmitted() {
        try (StreamFixture f = new StreamFixture(smallLane(4))) {
            f.tick();
            f.transport.roomLeft = 0;
            f.queue(f.lane.request().nop().userData(1));
            for (int i = 0; i < 2; i++) {
                f.queue(
                        f.lane.request()
                                .nop()
                                .deadline(Duration.ofNanos(5))
                                .onComplete((c, t) -> again(t, t.request().nop().userData(2))));
            }
            f.tick();
            f.clock.addAndGet(10);
            f.tick();
            f.queue(f.lane.request().nop().userData(3));
            f.transport.roomLeft = Integer.MAX_VALUE;
            f.tick();
            assertThat(f.transport.submitted)
                    .extracting(operation -> ((OperationView) operation).intent.userData)
                    .containsExactly(1L, 2L, 2L, 3L);
        }
    }

    @Test
    @DisplayName("streams whose sends all end before they are submitted take no room from others")
    void streamsEndedBeforeSubmitted() {
        try (StreamFixture f = new StreamFixture(smallLane(2))) {
            IoStream second = connect(f);
            IoStream third = connect(f);
            f.tick();
            f.transport.submitted.clear();
            f.transport.roomLeft = 0;
            IoRequest first = f.lane.request().send(f.stream, StreamFixture.buffer("a"));
            f.queue(
                    first.deadline(Duration.ofNanos(5))
                            .onComplete(
                                    (c, t) ->
                                            again(
                                                    t,
                                                    t.request()
                                                            .send(
                                                                    second,
                                                                    StreamFixture.buffer("b")))));
            f.tick();
            f.clock.addAndGet(10);
            f.tick();
            f.queue(f.lane.request().send(third, StreamFixture.buffer("c")));
            f.transport.roomLeft = Integer.MAX_VALUE;
            f.tick();
            assertThat(f.transport.submitted(IoOpType.SEND))
                    .extracting(StreamFixture::text)
                    .containsExactly("b", "c");
        }
    }

    private static BatchConfig smallLane(int intents) {
        return BatchConfig.builder().laneInFlight(intents).laneCapacity(intents).build();
    }

    private static void again(TickContext tick, IoRequest request) {
        assertThat(tick.intents().queue(request)).isTrue();
    }

    private static IoStream connect(StreamFixture f) {
        f.tick();
        f.queue(
                f.lane.request()
                        .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
        f.loop.endPhase("phase");
        f.transport.opened(f.transport.last(IoOpType.CONNECT), true);
        f.loop.beginTick();
        return f.lane.completions().iterator().next().stream();
    }

    @Test
    @DisplayName("a linked timer runs from the tick that delivers what it waited for")
    void linkedTimer() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().recv(f.stream, StreamFixture.empty(8), 8).linked());
            f.queue(f.lane.request().timeout(TEN));
            f.tick();
            f.transport.result(f.transport.last(IoOpType.RECV), 8);
            f.loop.endPhase("phase");
            f.clock.addAndGet(1_000);
            f.loop.beginTick();
            assertThat(f.seen()).containsExactly("RECV=8");
            f.clock.addAndGet(9);
            assertThat(f.tick()).isEmpty();
            f.clock.addAndGet(1);
            assertThat(f.tick()).containsExactly("TIMEOUT=0");
        }
    }

    @Test
    @DisplayName("a linked timer runs as long if its tick has harvested what it waited for already")
    void linkedTimerOfHarvestInPhase() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.isPassingAtFlush = true;
            f.transport.script =
                    (t, batch) ->
                            batch.stream()
                                    .filter(operation -> operation.type() == IoOpType.RECV)
                                    .forEach(operation -> t.result(operation, 8));
            f.queue(f.lane.request().recv(f.stream, StreamFixture.empty(8), 8).linked());
            f.queue(f.lane.request().timeout(TEN));
            f.loop.endPhase("phase");
            f.clock.addAndGet(1_000);
            f.loop.beginTick();
            assertThat(f.seen()).containsExactly("RECV=8");
            f.clock.addAndGet(9);
            assertThat(f.tick()).isEmpty();
            f.clock.addAndGet(1);
            assertThat(f.tick()).containsExactly("TIMEOUT=0");
        }
    }

    @Test
    @DisplayName(
            "a linked timer that is held back for the next tick can be cancelled, and ends with the"
                    + " loop")
    void heldBackTimerEnds() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.isPassingAtFlush = true;
            f.transport.script =
                    (t, batch) -> {
                        batch.stream()
                                .filter(operation -> operation.type() == IoOpType.RECV)
                                .forEach(operation -> t.result(operation, 8));
                        ScriptedTransport.completeCloses(t, batch);
                    };
            f.queue(f.lane.request().recv(f.stream, StreamFixture.empty(8), 8).linked());
            long timer = f.ticketOf(f.lane.request().timeout(TEN));
            f.loop.endPhase("phase");
            f.loop.close(Duration.ZERO);
            assertThat(f.lane.intents().remaining()).isEqualTo(f.lane.intents().capacity());
            assertThat(timer).isPositive();
        }
    }
}
