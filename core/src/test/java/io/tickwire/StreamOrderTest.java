package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportOperation;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** D6: what core makes of the sends, receives, shutdowns and closes of one stream. */
class StreamOrderTest {
    @Test
    @DisplayName("D6: one send is with the transport at a time; later ones are gathered behind it")
    void sendsAreGathered() {
        try (StreamFixture f = new StreamFixture()) {
            f.send("a");
            f.tick();
            f.send("bb");
            f.send("ccc");
            f.tick();
            assertThat(f.transport.submitted(IoOpType.SEND)).hasSize(1);
            f.transport.result(f.transport.last(IoOpType.SEND), 1);
            assertThat(f.tick()).containsExactly("SEND=1");
            f.tick();
            TransportOperation second = f.transport.last(IoOpType.SEND);
            assertThat(StreamFixture.text(second)).isEqualTo("bbccc");
            assertThat(second.segmentCount()).as("small ones are copied together").isEqualTo(1);
            f.transport.result(second, 5);
            assertThat(f.tick()).containsExactly("SEND=2", "SEND=3");
        }
    }

    @Test
    @DisplayName(
            "D6: large sends are scattered, small ones between them are copied, bytes keep their"
                    + " order")
    void largeSendsAreScattered() {
        try (StreamFixture f = new StreamFixture()) {
            String large = "x".repeat(2000);
            f.send("a");
            f.send("b");
            f.send(large);
            f.send("c");
            f.send("d");
            f.tick();
            TransportOperation send = f.transport.last(IoOpType.SEND);
            assertThat(send.segmentCount()).isEqualTo(3);
            assertThat(StreamFixture.text(send)).isEqualTo("ab" + large + "cd");
            f.transport.result(send, 2004);
            assertThat(f.tick())
                    .containsExactly("SEND=1", "SEND=1", "SEND=2000", "SEND=1", "SEND=1");
        }
    }

    @Test
    @DisplayName("D6: a partial send is carried on, and every intent keeps its own completion")
    void partialSendsAreCarriedOn() {
        Random random = new Random(3);
        try (StreamFixture f = new StreamFixture()) {
            StringBuilder sent = new StringBuilder();
            StringBuilder arrived = new StringBuilder();
            f.transport.script =
                    (t, batch) ->
                            batch.forEach(
                                    send -> {
                                        String text = StreamFixture.text(send);
                                        int taken = 1 + random.nextInt(text.length());
                                        arrived.append(text, 0, taken);
                                        t.result(send, taken);
                                    });
            int completions = 0;
            for (int tick = 0; tick < 300; tick++) {
                for (int i = 0; tick < 100 && i < random.nextInt(8); i++) {
                    String text = String.valueOf((char) ('a' + i)).repeat(1 + random.nextInt(3000));
                    sent.append(text);
                    f.send(text);
                }
                completions += f.tick().size();
            }
            assertThat(arrived.toString()).isEqualTo(sent.toString());
            assertThat(completions).isPositive();
            assertThat(f.stream.pendingBytes()).isZero();
            assertThat(f.stream.pendingSends()).isZero();
        }
    }

    @Test
    @DisplayName("D6: an error ends the sends behind it too, so no later byte overtakes a lost one")
    void errorEndsFollowingSends() {
        try (StreamFixture f = new StreamFixture()) {
            f.send("a");
            f.send("b");
            f.tick();
            f.send("c");
            f.tick();
            f.transport.result(f.transport.last(IoOpType.SEND), IoStatus.ECONNRESET.result());
            assertThat(f.tick())
                    .containsExactly("SEND=ECONNRESET", "SEND=ECONNRESET", "SEND=ECONNRESET");
            assertThat(f.stream.pendingBytes()).isZero();
        }
    }

    @Test
    @DisplayName(
            "D6: once a send has failed later ones complete with EPIPE; the stream can be read")
    void errorBreaksTheOutput() {
        try (StreamFixture f = new StreamFixture()) {
            f.send("a");
            f.tick();
            f.transport.result(f.transport.last(IoOpType.SEND), IoStatus.ENOBUFS.result());
            assertThat(f.tick()).containsExactly("SEND=ENOBUFS");
            f.send("b");
            assertThat(f.tick()).containsExactly("SEND=EPIPE");
            assertThat(f.transport.submitted(IoOpType.SEND)).hasSize(1);
            assertThat(f.stream.isOpen()).isTrue();
            assertThat(f.stream.pendingBytes()).isZero();
        }
    }

    @Test
    @DisplayName("D6: one receive is with the transport at a time, the others wait behind it")
    void receivesAreSerial() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf one = StreamFixture.empty(8);
            ByteBuf two = StreamFixture.empty(8);
            f.queue(f.lane.request().recv(f.stream, one, 8));
            f.queue(f.lane.request().recv(f.stream, two, 8));
            f.tick();
            assertThat(f.transport.submitted(IoOpType.RECV)).hasSize(1);
            f.transport.result(f.transport.last(IoOpType.RECV), 3);
            assertThat(f.tick()).containsExactly("RECV=3");
            assertThat(one.writerIndex()).isEqualTo(3);
            f.tick();
            assertThat(f.transport.submitted(IoOpType.RECV)).hasSize(2);
            f.transport.result(f.transport.last(IoOpType.RECV), 0);
            assertThat(f.tick()).containsExactly("RECV=0");
            assertThat(one.refCnt()).isEqualTo(1);
            assertThat(two.refCnt()).as("the inbox still shows it").isEqualTo(2);
            f.tick();
            assertThat(two.refCnt()).isEqualTo(1);
            one.release();
            two.release();
        }
    }

    @Test
    @DisplayName("D6: SHUTDOWN takes effect after earlier sends; later sends complete with EPIPE")
    void shutdownComesAfterSends() {
        try (StreamFixture f = new StreamFixture()) {
            f.send("a");
            f.queue(f.lane.request().shutdown(f.stream));
            f.send("b");
            assertThat(f.tick()).containsExactly("SEND=EPIPE");
            assertThat(f.transport.submitted(IoOpType.SHUTDOWN)).isEmpty();
            f.transport.result(f.transport.last(IoOpType.SEND), 1);
            f.tick();
            f.tick();
            f.transport.result(f.transport.last(IoOpType.SHUTDOWN), 0);
            assertThat(f.tick()).containsExactly("SHUTDOWN=0");
        }
    }

    @Test
    @DisplayName(
            "D6: CLOSE lets earlier sends go out, cancels receives, and is the resource's last")
    void closeWaitsForSends() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf buffer = StreamFixture.empty(8);
            f.queue(f.lane.request().recv(f.stream, buffer, 8));
            f.tick();
            f.send("bye");
            f.queue(f.lane.request().close(f.stream));
            f.send("too late");
            assertThat(f.tick()).containsExactly("RECV=ECANCELED", "SEND=EBADF");
            assertThat(f.stream.isOpen()).isFalse();
            assertThat(f.transport.submitted(IoOpType.CLOSE)).isEmpty();
            assertThat(f.transport.cancelled).hasSize(1);
            f.transport.result(f.transport.last(IoOpType.SEND), 3);
            f.transport.script = ScriptedTransport::completeCloses;
            assertThat(f.tick()).containsExactly("SEND=3");
            assertThat(f.tick()).containsExactly("CLOSE=0");
            assertThat(f.loop.resource(f.stream.id())).isEmpty();
            assertThat(f.transport.leaked()).isEmpty();
            buffer.release();
        }
    }

    @Test
    @DisplayName(
            "D6: CLOSE gives up on its sends when the linger limit has passed on the tick clock")
    void closeGivesUpAfterLinger() {
        try (StreamFixture f = new StreamFixture()) {
            f.send("stuck");
            f.queue(f.lane.request().close(f.stream));
            f.tick();
            f.clock.addAndGet(Duration.ofMillis(99).toNanos());
            f.tick();
            assertThat(f.transport.cancelled).isEmpty();
            f.clock.addAndGet(Duration.ofMillis(2).toNanos());
            f.transport.script = ScriptedTransport::completeCloses;
            f.tick();
            assertThat(f.transport.cancelled).hasSize(1);
            assertThat(f.tick()).containsExactly("SEND=ECANCELED");
            assertThat(f.tick()).containsExactly("CLOSE=0");
        }
    }

    @Test
    @DisplayName("D6: abort() ends sends and receives at once")
    void abortEndsAtOnce() {
        try (StreamFixture f = new StreamFixture()) {
            f.send("in transport");
            f.tick();
            f.send("waiting");
            f.queue(f.lane.request().abort(f.stream));
            f.transport.script = ScriptedTransport::completeCloses;
            assertThat(f.tick()).containsExactly("SEND=ECANCELED", "SEND=ECANCELED");
            assertThat(f.tick()).containsExactly("CLOSE=0");
            assertThat(f.transport.last(IoOpType.CLOSE).isAbort()).isTrue();
        }
    }

    @Test
    @DisplayName("a cancelled send in the middle drops out; the others go on, in order")
    void cancelledSendDropsOut() {
        try (StreamFixture f = new StreamFixture()) {
            f.send("a");
            f.tick();
            f.send("b");
            long middle = f.ticketOf(f.lane.request().send(f.stream, StreamFixture.buffer("c")));
            f.send("d");
            f.queue(f.lane.request().cancel(middle));
            assertThat(f.tick()).containsExactly("CANCEL=0", "SEND=ECANCELED");
            f.transport.result(f.transport.last(IoOpType.SEND), 1);
            f.tick();
            f.tick();
            assertThat(StreamFixture.text(f.transport.last(IoOpType.SEND))).isEqualTo("bd");
        }
    }

    @Test
    @DisplayName(
            "a cancel of a send within a gathered operation spares the others of that operation")
    void cancelWithinGatheredOperation() {
        try (StreamFixture f = new StreamFixture()) {
            f.send("a");
            long middle = f.ticketOf(f.lane.request().send(f.stream, StreamFixture.buffer("b")));
            f.send("c");
            f.tick();
            assertThat(StreamFixture.text(f.transport.last(IoOpType.SEND))).isEqualTo("abc");
            f.queue(f.lane.request().cancel(middle));
            assertThat(f.tick()).containsExactly("CANCEL=0", "SEND=ECANCELED");
            f.tick();
            assertThat(StreamFixture.text(f.transport.last(IoOpType.SEND))).isEqualTo("ac");
        }
    }

    @Test
    @DisplayName("a stream whose pending bound is reached completes further sends with ENOBUFS")
    void pendingBound() {
        BatchConfig config = BatchConfig.builder().streamPending(10, 3).build();
        try (StreamFixture f = new StreamFixture(config)) {
            f.send("12345");
            f.send("12345");
            f.send("1");
            assertThat(f.tick()).containsExactly("SEND=ENOBUFS");
            assertThat(f.stream.pendingBytes()).isEqualTo(10);
            f.transport.result(f.transport.last(IoOpType.SEND), 10);
            f.tick();
            assertThat(f.stream.pendingBytes()).isZero();
            f.send("a single send above the bound is taken when nothing is pending");
            f.send("1");
            assertThat(f.tick()).containsExactly("SEND=ENOBUFS");
        }
    }

    @Test
    @DisplayName("what the transport has no room for is offered again, in order")
    void fullTransportIsOfferedAgain() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.roomLeft = 1;
            f.queue(f.lane.request().nop().lasting().userData(1));
            f.queue(f.lane.request().nop().lasting().userData(2));
            f.send("later");
            f.tick();
            assertThat(f.transport.submitted).hasSize(1);
            f.transport.roomLeft = 1;
            f.tick();
            assertThat(f.transport.submitted).hasSize(2);
            f.transport.roomLeft = 10;
            f.transport.completingAll();
            f.transport.submitted.forEach(operation -> f.transport.result(operation, 0));
            assertThat(f.tick()).containsExactly("NOP=0", "NOP=0", "SEND=5");
            assertThat(List.copyOf(f.transport.submitted)).hasSize(3);
        }
    }

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
    @DisplayName("D6: a cancelled send of which a part has left ends with that count")
    void cancelOfHalfSentSend() {
        try (StreamFixture f = new StreamFixture()) {
            long ticket = sendHalf(f);
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
            long ticket = sendHalf(f);
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

    /** Has 4 bytes of 10 leave, before another send; answers the ticket of the first. */
    private static long sendHalf(StreamFixture f) {
        long ticket =
                f.ticketOf(f.lane.request().send(f.stream, StreamFixture.buffer("0123456789")));
        f.send("NEXT");
        f.tick();
        f.transport.result(f.transport.last(IoOpType.SEND), 4);
        return ticket;
    }
}
