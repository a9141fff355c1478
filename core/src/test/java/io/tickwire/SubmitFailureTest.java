package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportOperation;
import java.util.ArrayList;
import java.util.List;
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
            f.send("aa");
            f.send("bbb");
            Intent first = f.lane.intents().intent(0);
            Intent second = f.lane.intents().intent(1);
            SendQueue sends = new SendQueue(f.stream);
            sends.append(first);
            assertThat(sends.start(pool)).isSameAs(first);
            assertThat(StreamFixture.text(first)).isEqualTo("aa");
            sends.unstart(pool);
            sends.append(second);
            TransportOperation both = sends.start(pool);
            assertThat(both.segmentCount()).isEqualTo(2);
            assertThat(StreamFixture.text(both)).isEqualTo("aabbb");
            sends.unstart(pool);
            first.next = null;
            first.state = Intent.State.QUEUED;
            second.state = Intent.State.QUEUED;
        }
    }

    private static @Nullable ByteBuf none(int bytes) {
        return null;
    }
}
