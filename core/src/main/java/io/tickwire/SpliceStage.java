package io.tickwire;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * The memory that a SPLICE reads into and sends from, in turns: what was read is sent before the
 * next read. Pooled; belongs to one SPLICE at a time.
 */
final class SpliceStage {
    static final int BYTES = 256 * 1024;

    private final ByteBuf memory;
    private final Consumer<SpliceStage> pool;
    private int filledBytes;
    private int sentBytes;

    SpliceStage(ByteBuf memory, Consumer<SpliceStage> pool) {
        this.memory = memory;
        this.pool = pool;
    }

    ByteBuf memory() {
        return memory;
    }

    /** Whether the next step is a read: nothing is left to be sent. */
    boolean isReading() {
        return sentBytes == filledBytes;
    }

    void filled(int bytes) {
        filledBytes = bytes;
        sentBytes = 0;
    }

    void sent(int bytes) {
        sentBytes += bytes;
    }

    /** Where the region of the next step starts. */
    int index() {
        return isReading() ? 0 : sentBytes;
    }

    /** How long the region of the next step is, if so many bytes are left in all. */
    int length(int leftBytes) {
        return isReading() ? Math.min(leftBytes, BYTES) : filledBytes - sentBytes;
    }

    void giveBack() {
        filledBytes = 0;
        sentBytes = 0;
        pool.accept(this);
    }

    void release() {
        memory.release();
    }
}
