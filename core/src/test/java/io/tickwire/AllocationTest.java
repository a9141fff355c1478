package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.spi.TransportOperation;
import java.lang.management.ManagementFactory;
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
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (StreamFixture f = new StreamFixture()) {
            EchoWork work = new EchoWork(f);
            work.run(WARM_UP_TICKS);
            // The compiler may still be at work; what allocates per tick does so in every round.
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 5 && least > 0; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                work.run(TICKS);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least / (double) TICKS).as("bytes per tick").isLessThan(0.5);
            work.buffer.release();
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
                lane.intents().queue(lane.request().cancel(lane.request().ticket()));
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
