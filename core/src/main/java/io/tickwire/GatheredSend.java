package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The regions of one SEND that carries several intents of a stream: small ones are copied together,
 * large ones stand for themselves. Used again and again; keeps its memory for copies.
 */
final class GatheredSend {
    /** Regions below this many bytes are copied; scattering them would cost more than the copy. */
    static final int COPY_BELOW_BYTES = 1024;

    private static final int STAGING_BYTES = 16 * 1024;

    /**
     * Without leak detection, which would allocate at each access; {@link GatherPool} frees all.
     */
    private static final UnpooledByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true);

    private final Regions regions = new Regions();
    private final IntFunction<@Nullable ByteBuf> memory;
    private @Nullable ByteBuf staging;
    private int stagedBytes;

    /** Whether the last region is one of copies, which the next copy extends. */
    private boolean isLastStaged;

    /** With memory for copies from a source that answers null when it has none left. */
    GatheredSend(IntFunction<@Nullable ByteBuf> memory) {
        this.memory = memory;
    }

    Regions regions() {
        return regions;
    }

    /** Memory that does not move; null if there is none left. */
    static @Nullable ByteBuf allocate(int bytes) {
        try {
            return MEMORY.directBuffer(bytes, bytes);
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /** Bytes of such memory that were not freed. */
    static long allocatedBytes() {
        return MEMORY.metric().usedDirectMemory();
    }

    /**
     * Appends a region, which is at an address that was noted; answers false if there is no room.
     */
    boolean append(ByteBuf buffer, int index, int length, long address) {
        return length < COPY_BELOW_BYTES
                ? copy(buffer, index, length, address)
                : refer(buffer, index, length, address);
    }

    /** Forgets the regions; keeps the memory. */
    void clear() {
        regions.clear();
        stagedBytes = 0;
        isLastStaged = false;
    }

    /** Frees the memory. */
    void release() {
        clear();
        if (staging != null) {
            staging.release();
            staging = null;
        }
    }

    private boolean copy(ByteBuf buffer, int index, int length, long address) {
        ByteBuf target = staging();
        if (target == null) {
            return refer(buffer, index, length, address); // scattering needs no memory
        }
        if (stagedBytes + length > STAGING_BYTES) {
            return false;
        }
        if (isLastStaged) {
            regions.extendLast(length);
        } else if (!add(target, stagedBytes, length, target.memoryAddress() + stagedBytes)) {
            return false;
        }
        buffer.getBytes(index, target, stagedBytes, length);
        stagedBytes += length;
        isLastStaged = true;
        return true;
    }

    private boolean refer(ByteBuf buffer, int index, int length, long address) {
        isLastStaged = false;
        return add(buffer, index, length, address);
    }

    private boolean add(ByteBuf buffer, int index, int length, long address) {
        if (regions.isFull()) {
            return false;
        }
        regions.add(buffer, index, length, address);
        return true;
    }

    private @Nullable ByteBuf staging() {
        if (staging == null) {
            staging = memory.apply(STAGING_BYTES);
        }
        return staging;
    }
}
