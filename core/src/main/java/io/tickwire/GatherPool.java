package io.tickwire;

import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gathered sends, and memory for splices, that wait for use: as many as were lately in flight at
 * once, at most one per open stream.
 */
final class GatherPool {
    private final IntFunction<@Nullable ByteBuf> memory;
    private final Spares<GatheredSend> sends = new Spares<>(GatheredSend::release);
    private final Spares<SpliceStage> stages = new Spares<>(SpliceStage::release);

    GatherPool() {
        this(GatheredSend::allocate);
    }

    /** With memory from a source that answers null when it has none left. */
    GatherPool(IntFunction<@Nullable ByteBuf> memory) {
        this.memory = memory;
    }

    GatheredSend take() {
        GatheredSend pooled = sends.poll();
        return pooled != null ? pooled : sends.add(new GatheredSend(memory));
    }

    void put(GatheredSend gathered) {
        gathered.clear();
        sends.put(gathered);
    }

    /** Answers null if there is no memory for one. */
    @Nullable SpliceStage takeStage(Intent splice) {
        SpliceStage pooled = stages.poll();
        if (pooled != null) {
            return pooled.begin(splice);
        }
        ByteBuf stage = memory.apply(SpliceStage.BYTES);
        return stage == null ? null : stages.add(new SpliceStage(stage, this::put)).begin(splice);
    }

    void put(SpliceStage stage) {
        stages.put(stage);
    }

    /** Frees some of what was not needed lately. */
    void tickEnded() {
        sends.tickEnded();
        stages.tickEnded();
    }

    /** How many gathered sends there are, in use or not. */
    int size() {
        return sends.size();
    }

    void release() {
        sends.release();
        stages.release();
    }
}
