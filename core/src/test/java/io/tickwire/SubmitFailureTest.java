package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportOperation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of a batch when memory runs out while it is submitted. */
class SubmitFailureTest {
    private final OutOfMemoryError noMemory = new OutOfMemoryError("as planned");

    @Test
    @DisplayName("D6: what an error keeps from the transport is submitted at the next tick")
    void anErrorLeavesWhatWasNotTakenReady() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.quick =
                    operation -> {
                        throw noMemory;
                    };
            f.queue(f.lane.request().nop());
            f.send("a");
            f.send("b");
            assertThatThrownBy(f::tick).isSameAs(noMemory);
            assertThatThrownBy(f.loop::tick).isSameAs(noMemory);
            f.transport.quick = null;
            f.transport.completingAll();
            f.loop.tick();
            f.loop.beginTick();
            assertThat(f.seen()).containsExactly("NOP=0", "SEND=1", "SEND=1");
            assertThat(f.stream.pendingSends()).isZero();
        }
    }

    @Test
    @DisplayName("close: after an error within SUBMIT everything ends, without a wait")
    void closeDoesNotWaitForWhatWasNotTaken() {
        StreamFixture f = new StreamFixture();
        f.transport.quick =
                operation -> {
                    throw noMemory;
                };
        List<IoStatus> ends = new ArrayList<>();
        f.queue(
                f.lane.request()
                        .send(f.stream, StreamFixture.buffer("a"))
                        .onComplete((send, tick) -> ends.add(send.status())));
        assertThatThrownBy(f::tick).isSameAs(noMemory);
        f.transport.quick = null;
        f.transport.script =
                (t, batch) ->
                        batch.forEach(op -> t.result(op, ScriptedTransport.defaultResult(op)));
        f.loop.close();
        assertThat(ends).containsExactly(IoStatus.OK);
    }

    @Test
    @DisplayName("without memory for copies sends are scattered; a single one needs none")
    void withoutMemorySendsAreScattered() {
        try (StreamFixture f = new StreamFixture()) {
            GatherPool pool = new GatherPool(SubmitFailureTest::none);
            SendQueue sends = StreamWork.of(f.stream).sends;
            f.transport.roomLeft = 0;
            f.send("aa");
            f.tick();
            assertThat(StreamFixture.text(start(sends, pool))).isEqualTo("aa");
            sends.unstart(pool);
            f.send("bbb");
            f.tick();
            TransportOperation both = start(sends, pool);
            assertThat(both.segmentCount()).isEqualTo(2);
            assertThat(StreamFixture.text(both)).isEqualTo("aabbb");
            sends.unstart(pool);
            f.transport.roomLeft = 1;
            f.transport.completingAll();
            assertThat(f.tick()).containsExactly("SEND=2", "SEND=3");
        }
    }

    private static TransportOperation start(SendQueue sends, GatherPool pool) {
        return Objects.requireNonNull(sends.start(pool)).operation();
    }

    @Test
    @DisplayName("D2: an error in the midst of SEAL seals nothing twice and leaves the rest queued")
    void anErrorWithinSealLeavesTheRestQueued() {
        StreamFixture f = new StreamFixture();
        f.queue(f.lane.request().recv(f.stream, StreamFixture.empty(16), 16));
        long receive = f.lane.intents().intent(0).ticket();
        f.tick();
        List<String> seen = new ArrayList<>();
        CompletionCallback log =
                (end, tick) ->
                        seen.add(end.operation() + " " + end.userData() + " " + end.status());
        f.transport.completingAll();
        f.transport.onCancel =
                () -> {
                    throw noMemory;
                };
        f.queue(f.lane.request().nop().userData(1).onComplete(log));
        f.queue(f.lane.request().cancel(receive).userData(2).linked().onComplete(log));
        f.queue(f.lane.request().nop().userData(3).onComplete(log));
        f.queue(f.lane.request().nop().userData(4).onComplete(log));
        assertThatThrownBy(() -> f.loop.endPhase("phase")).isSameAs(noMemory);
        assertThat(f.lane.intents().size()).isEqualTo(2);
        f.transport.onCancel = () -> {};
        f.loop.beginTick();
        f.queue(f.lane.request().nop().userData(5).onComplete(log));
        f.tick();
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "NOP 1 OK", "CANCEL 2 ENOMEM", "NOP 3 ECANCELED", "NOP 4 OK", "NOP 5 OK");
        f.transport.result(f.transport.last(IoOpType.RECV), 3);
        assertThat(f.tick()).containsExactly("RECV=3");
        f.close();
    }

    @Test
    @DisplayName("what lost its memory ends in the SUBMIT that found it, whatever follows it")
    void whatIsLostEndsAlthoughAnErrorFollows() {
        List<IoStatus> ends = new ArrayList<>();
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .onError(error -> ErrorPolicy.Action.CONTINUE)
                        .phase("phase", p -> p.lane("lane").wait(WaitPolicy.noWait()))
                        .build()) {
            ScriptedTransport transport = ScriptedProvider.last();
            Lane lane = loop.lane("lane");
            IoFile file = opened(loop, lane, transport);
            ByteBuf bytes = StreamFixture.buffer("x");
            transport.roomLeft = 0;
            IoRequest write = lane.request().write(file, bytes, 1);
            lane.intents().queue(write.onComplete((end, tick) -> ends.add(end.status())));
            long ticket = write.ticket();
            lane.intents().queue(lane.request().nop());
            loop.endPhase("phase");
            bytes.release(); // one too many
            transport.roomLeft = Integer.MAX_VALUE;
            transport.quick =
                    operation -> {
                        throw noMemory;
                    };
            loop.beginTick();
            assertThatThrownBy(() -> loop.endPhase("phase")).isSameAs(noMemory);
            transport.quick = null;
            transport.completingAll();
            loop.beginTick();
            assertThat(ends).containsExactly(IoStatus.EFAULT);
            lane.intents().queue(lane.request().cancel(ticket));
            loop.endPhase("phase");
            loop.tick();
            assertThat(ends).containsExactly(IoStatus.EFAULT);
        }
    }

    private static IoFile opened(TickLoop loop, Lane lane, ScriptedTransport transport) {
        transport.script = (t, batch) -> t.opened(batch.get(0), true);
        loop.beginTick();
        lane.intents().queue(lane.request().open(Path.of("any")));
        loop.endPhase("phase");
        loop.beginTick();
        return lane.completions().iterator().next().file();
    }

    private static @Nullable ByteBuf none(int bytes) {
        return null;
    }
}
