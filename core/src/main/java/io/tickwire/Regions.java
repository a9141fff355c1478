package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.spi.TransportConfig;

/** Regions of several buffers, in order. Used again and again. */
final class Regions {
    private final ByteBuf[] buffers = new ByteBuf[TransportConfig.MAX_SEGMENTS];
    private final int[] indices = new int[TransportConfig.MAX_SEGMENTS];
    private final int[] lengths = new int[TransportConfig.MAX_SEGMENTS];
    private int count;

    int count() {
        return count;
    }

    boolean isFull() {
        return count == buffers.length;
    }

    ByteBuf buffer(int region) {
        return buffers[region];
    }

    int index(int region) {
        return indices[region];
    }

    int length(int region) {
        return lengths[region];
    }

    /** The address of a region's first byte. */
    long address(int region) {
        return buffers[region].memoryAddress() + indices[region];
    }

    /** Appends a region; there must be room. */
    void add(ByteBuf buffer, int index, int length) {
        buffers[count] = buffer;
        indices[count] = index;
        lengths[count] = length;
        count++;
    }

    void extendLast(int bytes) {
        lengths[count - 1] += bytes;
    }

    void copyOf(Regions other) {
        clear();
        for (int region = 0; region < other.count; region++) {
            add(other.buffers[region], other.indices[region], other.lengths[region]);
        }
    }

    void retain() {
        for (int region = 0; region < count; region++) {
            buffers[region].retain();
        }
    }

    /** Forgets the regions. */
    void clear() {
        for (int region = 0; region < count; region++) {
            buffers[region] = Unpooled.EMPTY_BUFFER;
        }
        count = 0;
    }

    /** Releases each buffer once and forgets the regions. */
    void release() {
        try {
            for (int region = 0; region < count; region++) {
                buffers[region].release();
            }
        } finally {
            clear();
        }
    }
}
