package io.tickwire.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoFile;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoOpType;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.ScriptedTransport;
import io.tickwire.StreamFixture;
import io.tickwire.TickContext;
import io.tickwire.spi.TransportOperation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reads of an exact number of bytes, in parts that a script decides. */
class FullReadsTest {
    private final StreamFixture f = new StreamFixture();
    private final ByteBuf buffer = StreamFixture.empty(100);
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        f.close();
        assertThat(buffer.refCnt()).isEqualTo(1);
        buffer.release();
    }

    private void outcome(IoStatus status, int bytes, TickContext tick) {
        seen.add(status + " " + bytes);
    }

    private boolean receive(int length) {
        return FullReads.receive(f.lane.intents(), f.stream, buffer, length, this::outcome);
    }

    /** Answers the operation that was submitted last, and ticks until the next one is submitted. */
    private TransportOperation answer(IoOpType type, int result) {
        f.transport.result(f.transport.last(type), result);
        f.tick();
        f.tick();
        return f.transport.last(type);
    }

    @Test
    @DisplayName("full read: a stream's parts go on where the last one ended")
    void receivesInParts() {
        assertThat(receive(60)).isTrue();
        f.tick();
        TransportOperation second = answer(IoOpType.RECV, 10);
        assertThat(second.segmentIndex(0)).isEqualTo(10);
        assertThat(second.segmentLength(0)).isEqualTo(50);
        answer(IoOpType.RECV, 1);
        assertThat(seen).isEmpty();
        answer(IoOpType.RECV, 49);
        assertThat(seen).containsExactly("OK 60");
        assertThat(buffer.writerIndex()).isEqualTo(60);
        assertThat(f.transport.submitted(IoOpType.RECV)).hasSize(3);
    }

    @Test
    @DisplayName("full read: the end of a stream before the last byte is OK with a lower count")
    void endOfStream() {
        receive(60);
        f.tick();
        answer(IoOpType.RECV, 10);
        answer(IoOpType.RECV, 0);
        assertThat(seen).containsExactly("OK 10");
    }

    @Test
    @DisplayName("full read: an error says how much had come")
    void error() {
        receive(60);
        f.tick();
        answer(IoOpType.RECV, 10);
        answer(IoOpType.RECV, IoStatus.ECONNRESET.result());
        assertThat(seen).containsExactly("ECONNRESET 10");
        assertThat(buffer.writerIndex()).isEqualTo(10);
    }

    @Test
    @DisplayName("full read: a file's parts go on at the offset behind the last one")
    void readsFileInParts() {
        f.transport.script = (t, batch) -> t.opened(batch.get(0), true);
        f.queue(f.lane.request().open(Path.of("file")));
        f.loop.endPhase("phase");
        f.loop.beginTick();
        IoFile file = f.lane.completions().iterator().next().file();
        f.transport.script = (t, batch) -> {};
        IoIntentQueue intents = f.lane.intents();
        assertThat(FullReads.read(intents, file, 1000, buffer, 60, this::outcome)).isTrue();
        f.tick();
        assertThat(f.transport.last(IoOpType.READ).offset()).isEqualTo(1000);
        assertThat(answer(IoOpType.READ, 25).offset()).isEqualTo(1025);
        answer(IoOpType.READ, 35);
        assertThat(seen).containsExactly("OK 60");
    }

    @Test
    @DisplayName("full read: a stream that is closed between two parts ends it with EBADF")
    void closedBetweenParts() {
        receive(60);
        f.tick();
        f.transport.result(f.transport.last(IoOpType.RECV), 10);
        f.transport.isDeafToCancel = true;
        f.transport.script = ScriptedTransport::completeCloses;
        f.queue(f.lane.request().close(f.stream));
        f.tick();
        f.tick();
        f.tick();
        assertThat(seen).containsExactly("EBADF 10");
    }

    @Test
    @DisplayName("full read: a cancel ends it, and so does the end of the loop")
    void cancelAndClose() {
        IoRequest cancel = f.lane.request();
        receive(60);
        f.tick();
        f.queue(cancel.cancel(f.stream));
        f.tick();
        f.tick();
        assertThat(seen).containsExactly("ECANCELED 0");
        receive(60);
        f.tick();
        answer(IoOpType.RECV, 10);
        f.close();
        assertThat(seen).containsExactly("ECANCELED 0", "ECANCELED 10");
    }

    @Test
    @DisplayName("full read: a short part that comes while the loop ends or fails is handed on")
    void shortPartAtTheEnd() {
        receive(60);
        f.tick();
        f.transport.result(f.transport.last(IoOpType.RECV), 10);
        f.transport.isDeafToCancel = true;
        f.close();
        assertThat(seen).containsExactly("ECANCELED 10");
    }

    @Test
    @DisplayName("full read: a full lane answers false, a full callbacks' lane ENOBUFS")
    void fullLanes() {
        BatchConfig small = BatchConfig.builder().laneCapacity(4).callbackCapacity(1).build();
        try (StreamFixture g = new StreamFixture(small)) {
            IoIntentQueue intents = g.lane.intents();
            g.queue(g.lane.request().nop().lasting().onComplete((c, t) -> queueNop(t)));
            assertThat(FullReads.receive(intents, g.stream, buffer, 60, this::outcome)).isTrue();
            g.queue(g.lane.request().nop());
            g.queue(g.lane.request().nop());
            assertThat(FullReads.receive(intents, g.stream, buffer, 60, this::outcome)).isFalse();
            g.tick();
            g.transport.result(g.transport.submitted(IoOpType.NOP).get(0), 0);
            g.transport.result(g.transport.last(IoOpType.RECV), 10);
            g.tick();
            g.tick();
            assertThat(seen).containsExactly("ENOBUFS 10");
            g.transport.completingAll();
        }
    }

    private static void queueNop(TickContext tick) {
        assertThat(tick.intents().queue(tick.request().nop())).isTrue();
    }

    @Test
    @DisplayName("full read: misuse is refused with the value and queues nothing")
    void misuse() {
        assertThatThrownBy(() -> receive(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> receive(101)).hasMessageContaining("101");
        assertThat(f.lane.intents().size()).isZero();
    }

    @Test
    @DisplayName("full read: the file of a chain that is yet to be opened is refused")
    void openedIsRefused() {
        IoIntentQueue intents = f.lane.intents();
        assertThatThrownBy(
                        () -> FullReads.read(intents, IoFile.OPENED, 0, buffer, 8, this::outcome))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OPENED");
        assertThat(intents.size()).isZero();
    }
}
