package io.tickwire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathered sends, and memory for splices, that wait for use. Grows to as many as were ever in
 * flight at once, at most one per open stream, and frees their memory when the loop closes.
 */
final class GatherPool {
    private final ArrayDeque<GatheredSend> free = new ArrayDeque<>();
    private final List<GatheredSend> all = new ArrayList<>();
    private final ArrayDeque<SpliceStage> freeStages = new ArrayDeque<>();
    private final List<SpliceStage> allStages = new ArrayList<>();

    GatheredSend take() {
        GatheredSend pooled = free.pollLast();
        if (pooled == null) {
            pooled = new GatheredSend();
            all.add(pooled);
        }
        return pooled;
    }

    void put(GatheredSend gathered) {
        gathered.clear();
        free.addLast(gathered);
    }

    SpliceStage takeStage() {
        SpliceStage pooled = freeStages.pollLast();
        if (pooled == null) {
            pooled =
                    new SpliceStage(
                            GatheredSend.MEMORY.directBuffer(SpliceStage.BYTES, SpliceStage.BYTES),
                            this);
            allStages.add(pooled);
        }
        return pooled;
    }

    void put(SpliceStage stage) {
        freeStages.addLast(stage);
    }

    void release() {
        all.forEach(GatheredSend::release);
        all.clear();
        free.clear();
        allStages.forEach(SpliceStage::release);
        allStages.clear();
        freeStages.clear();
    }
}
