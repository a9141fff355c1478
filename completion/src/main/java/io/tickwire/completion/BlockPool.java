package io.tickwire.completion;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Native memory in blocks of one size, for what the kernel reads besides the program's own buffers:
 * addresses, paths, message headers. Chunks are allocated as they are first needed and then reused;
 * as many blocks as tokens are the bound.
 */
public final class BlockPool {
    /** The size of a block. */
    public static final int BLOCK_BYTES = 512;

    private static final int CHUNK_BLOCKS = 64;

    /**
     * Memory that the kernel may still read although its transport is gone; must not be collected.
     */
    private static final Collection<ByteBuf> ABANDONED = new ConcurrentLinkedQueue<>();

    private final @Nullable ByteBuf[] chunks;
    private @Nullable ByteBuf[] blocks = new @Nullable ByteBuf[0];
    private int[] free = new int[0];
    private int freeCount;
    private int chunkCount;

    /**
     * Makes a pool without memory.
     *
     * @param blocksMax as many blocks can be taken: {@link TokenTable#capacityMax}
     */
    public BlockPool(int blocksMax) {
        chunks = new @Nullable ByteBuf[(blocksMax + CHUNK_BLOCKS - 1) / CHUNK_BLOCKS];
    }

    /**
     * Takes a block.
     *
     * @return its index
     */
    public int take() {
        if (freeCount == 0) {
            addChunk();
        }
        return free[--freeCount];
    }

    /**
     * A block that was taken.
     *
     * @param index its index
     * @return its memory
     */
    public ByteBuf block(int index) {
        ByteBuf block = blocks[index];
        if (block == null) {
            throw new IllegalStateException("no block " + index);
        }
        return block;
    }

    /**
     * Gives a block back.
     *
     * @param index its index
     */
    public void release(int index) {
        free[freeCount++] = index;
    }

    private void addChunk() {
        if (chunkCount == chunks.length) {
            throw new IllegalStateException(chunkCount * CHUNK_BLOCKS + " blocks are in use");
        }
        int first = chunkCount * CHUNK_BLOCKS;
        if (free.length < first + CHUNK_BLOCKS) {
            int capacity = Math.max(first + CHUNK_BLOCKS, 2 * blocks.length);
            blocks = Arrays.copyOf(blocks, capacity);
            free = Arrays.copyOf(free, capacity);
        }
        ByteBuf chunk = chunks[chunkCount];
        if (chunk == null) {
            // Else one of which there was no memory for the slices.
            chunk = Unpooled.directBuffer(CHUNK_BLOCKS * BLOCK_BYTES, CHUNK_BLOCKS * BLOCK_BYTES);
            chunks[chunkCount] = chunk;
        }
        for (int i = 0; i < CHUNK_BLOCKS; i++) {
            blocks[first + i] = chunk.slice(i * BLOCK_BYTES, BLOCK_BYTES);
        }
        chunkCount++; // from here on nothing can fail
        for (int i = CHUNK_BLOCKS - 1; i >= 0; i--) {
            free[freeCount++] = first + i;
        }
    }

    /** Frees all memory. */
    public void close() {
        for (int i = 0; i < chunkCount; i++) {
            ByteBuf chunk = chunks[i];
            if (chunk != null) {
                chunk.release();
                chunks[i] = null;
            }
        }
        chunkCount = 0;
        freeCount = 0;
    }

    /** Gives the memory up without ever freeing it. */
    public void abandon() {
        for (int i = 0; i < chunkCount; i++) {
            ByteBuf chunk = chunks[i];
            if (chunk != null) {
                ABANDONED.add(chunk);
            }
        }
    }
}
