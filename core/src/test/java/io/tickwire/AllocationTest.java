package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.spi.TransportOperation;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Core allocates nothing per tick once it is warm. */
class AllocationTest {
    private static final int WARM_UP_TICKS = 30_000;
    private static final int TICKS = 20_000;

    @Test
    @DisplayName(
            "a tick of echo work (receive, send, timer, cancel, callback) allocates 0 bytes in"
                    + " core")
    void zeroBytesPerTick() {
        try (StreamFixture f = new StreamFixture()) {
            EchoWork work = new EchoWork(f);
            assertThat(bytesPerTick(work::run)).isLessThan(0.5);
            work.buffer.release();
        }
    }

    @Test
    @DisplayName("a tick of writes and broadcasts to outputs allocates 0 bytes in core")
    void zeroBytesPerTickOfOutputs() {
        try (StreamFixture f = new StreamFixture()) {
            OutputWork work = new OutputWork(f);
            assertThat(bytesPerTick(work::run)).isLessThan(0.5);
            work.packet.release();
        }
    }

    private static double bytesPerTick(IntConsumer run) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run.accept(WARM_UP_TICKS);
        // The compiler may still be at work; what allocates per tick does so in every round.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run.accept(TICKS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least / (double) TICKS;
    }

    /** Writes to several streams and broadcasts to them; each SEND ends in the next tick. */
    private static final class OutputWork {
        private static final int STREAMS = 8;

        private final StreamFixture f;
        private final List<IoStream> streams = new ArrayList<>();
        private final ByteBuf packet =
                new UnpooledByteBufAllocator(true, true).directBuffer(8_192, 8_192);
        private final int[] slots = new int[64];
        private final int[] results = new int[64];
        private int count;

        OutputWork(StreamFixture f) {
            this.f = f;
            for (int i = 0; i < STREAMS; i++) {
                streams.add(f.anotherStream());
            }
            f.transport.quick =
                    operation -> {
                        slots[count] = operation.slot();
                        results[count++] = ScriptedTransport.bytes(operation);
                    };
            f.tick();
        }

        void run(int ticks) {
            for (int i = 0; i < ticks; i++) {
                for (int stream = 0; stream < STREAMS; stream++) {
                    IoOutput output = f.lane.output(streams.get(stream));
                    for (int k = 0; k < 20; k++) {
                        output.write(packet.setIndex(0, 64));
                        output.write(64, packet, (bytes, out) -> out.writeLong(1));
                    }
                }
                int unused = f.lane.broadcast(packet.setIndex(0, 200), streams, refused -> {});
                unused = f.lane.broadcast(packet.setIndex(0, 8_000), streams, refused -> {});
                f.loop.endPhase("phase");
                for (int k = 0; k < count; k++) {
                    f.transport.sink.complete(slots[k], results[k]);
                }
                count = 0;
                f.loop.beginTick();
            }
        }
    }

    /** Answers each operation as it is submitted, without allocating. */
    private static final class EchoWork {
        private final StreamFixture f;

        /** Without leak detection, which allocates at each access. */
        private final ByteBuf buffer =
                new UnpooledByteBufAllocator(true, true).directBuffer(64, 64);

        private long seen;
        private final CompletionCallback callback = (completion, tick) -> seen++;
        private final int[] slots = new int[64];
        private final int[] results = new int[64];
        private int count;

        EchoWork(StreamFixture f) {
            this.f = f;
            f.transport.quick = this::answer;
            f.tick();
        }

        private void answer(TransportOperation operation) {
            slots[count] = operation.slot();
            results[count++] = ScriptedTransport.defaultResult(operation);
        }

        void run(int ticks) {
            for (int i = 0; i < ticks; i++) {
                f.clock.addAndGet(1_000_000);
                Lane lane = f.lane;
                buffer.clear();
                lane.intents().queue(lane.request().recv(f.stream, buffer, 32));
                buffer.writerIndex(32);
                for (int k = 0; k < 3; k++) {
                    buffer.retain();
                    lane.intents().queue(lane.request().send(f.stream, buffer, 16));
                }
                lane.intents().queue(lane.request().timeoutNanos(500_000));
                lane.intents().queue(lane.request().timeoutNanos(500_000_000L));
                IoRequest first = lane.request().timeoutNanos(600_000_000L);
                IoRequest second = lane.request().timeoutNanos(700_000_000L);
                lane.intents().queue(second);
                lane.intents().queue(first);
                long ticket = first.ticket();
                lane.intents().queue(first.cancel(ticket));
                lane.intents().queue(second.cancel(second.ticket()));
                buffer.retain();
                lane.intents().queueOrRelease(lane.request().send(f.stream, buffer, 16));
                IoRequest unused = lane.request();
                lane.intents().queue(lane.request().nop().onComplete(callback));
                f.loop.endPhase("phase");
                for (int k = 0; k < count; k++) {
                    f.transport.sink.complete(slots[k], results[k]);
                }
                count = 0;
                f.loop.beginTick();
                for (IoCompletion completion : lane.completions()) {
                    seen += completion.result();
                }
            }
        }
    }
}
