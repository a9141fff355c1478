package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a transport sees of a SPLICE, and the memory for it: reads (or receives) and sends in turns.
 * What was read is sent before the next read. Pooled; belongs to one SPLICE at a time.
 */
final class SpliceStage implements TransportOperation {
    static final int BYTES = 256 * 1024;

    private final ByteBuf memory;
    private final Consumer<SpliceStage> pool;
    private @Nullable Intent splice;
    private int filledBytes;
    private int sentBytes;

    SpliceStage(ByteBuf memory, Consumer<SpliceStage> pool) {
        this.memory = memory;
        this.pool = pool;
    }

    SpliceStage begin(Intent newSplice) {
        splice = newSplice;
        return this;
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

    void giveBack() {
        splice = null;
        filledBytes = 0;
        sentBytes = 0;
        pool.accept(this);
    }

    void release() {
        memory.release();
    }

    private Intent splice() {
        return Objects.requireNonNull(splice);
    }

    @Override
    public int slot() {
        return splice().slot;
    }

    @Override
    public IoOpType type() {
        if (!isReading()) {
            return IoOpType.SEND;
        }
        return splice().sourceStream() == null ? IoOpType.READ : IoOpType.RECV;
    }

    @Override
    public TransportHandle handle() {
        return isReading() ? splice().namedResource().handle : splice().stream().handle;
    }

    @Override
    public int segmentCount() {
        return 1;
    }

    @Override
    public ByteBuf segmentBuffer(int segment) {
        return memory;
    }

    @Override
    public int segmentIndex(int segment) {
        return isReading() ? 0 : sentBytes;
    }

    @Override
    public int segmentLength(int segment) {
        return isReading() ? Math.min(splice().unsentBytes(), BYTES) : filledBytes - sentBytes;
    }

    @Override
    public long offset() {
        return splice().offset + splice().sentBytes;
    }

    @Override
    public String toString() {
        return type() + " of " + splice;
    }
}
