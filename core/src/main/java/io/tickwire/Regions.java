package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.spi.TransportConfig;

/** Regions of several buffers, in order. Used again and again. */
final class Regions {
    private final ByteBuf[] buffers = new ByteBuf[TransportConfig.MAX_SEGMENTS];
    private final int[] indices = new int[TransportConfig.MAX_SEGMENTS];
    private final int[] lengths = new int[TransportConfig.MAX_SEGMENTS];
    private final long[] addresses = new long[TransportConfig.MAX_SEGMENTS];
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

    /** Where a region's first byte was when that was noted. */
    long address(int region) {
        return addresses[region];
    }

    /** Appends a region, whose address is still to be noted; there must be room. */
    void add(ByteBuf buffer, int index, int length) {
        add(buffer, index, length, 0);
    }

    /** Appends a region; there must be room. */
    void add(ByteBuf buffer, int index, int length, long address) {
        buffers[count] = buffer;
        indices[count] = index;
        lengths[count] = length;
        addresses[count] = address;
        count++;
    }

    /** Notes where each region is now. */
    void noteAddresses() {
        for (int region = 0; region < count; region++) {
            addresses[region] = buffers[region].memoryAddress() + indices[region];
        }
    }

    /** Whether the memory of all regions is where it was. */
    boolean isIntact() {
        return firstLost() < 0;
    }

    /** The first region whose memory is not where it was; -1 for none. */
    int firstLost() {
        for (int region = 0; region < count; region++) {
            if (!isIntact(region)) {
                return region;
            }
        }
        return -1;
    }

    private boolean isIntact(int region) {
        return MemoryCheck.isIntact(
                buffers[region], indices[region], lengths[region], addresses[region]);
    }

    void extendLast(int bytes) {
        lengths[count - 1] += bytes;
    }

    void copyOf(Regions other) {
        clear();
        for (int region = 0; region < other.count; region++) {
            add(
                    other.buffers[region],
                    other.indices[region],
                    other.lengths[region],
                    other.addresses[region]);
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

    /**
     * Releases each buffer once and forgets the regions; answers whether each had a reference.
     *
     * @param isTakenOver whether the references were the program's: one of a buffer that is not
     *     what it was may belong to somebody else by now, and stays
     */
    boolean release(boolean isTakenOver) {
        boolean isComplete = true;
        for (int region = 0; region < count; region++) {
            if (isTakenOver ? isIntact(region) : MemoryCheck.isReferenced(buffers[region])) {
                buffers[region].release();
            } else {
                isComplete = false;
            }
        }
        clear();
        return isComplete;
    }
}
