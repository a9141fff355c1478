package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Bytes in the order in which they were written. Grows as far as its users let it, since they bound
 * what they write. For one thread.
 */
final class ByteRing {
    private static final int FIRST_BYTES = 256;

    /** A power of two long, so that a position is cut to an index by a mask. */
    private byte[] bytes = new byte[FIRST_BYTES];

    /** Bytes ever read and ever written. */
    private long head;

    private long tail;

    int size() {
        return (int) (tail - head);
    }

    void write(ByteBuf from, int index, int length) {
        makeRoom(length);
        int start = index(tail);
        int first = Math.min(length, bytes.length - start);
        from.getBytes(index, bytes, start, first);
        if (first < length) {
            from.getBytes(index + first, bytes, 0, length - first);
        }
        tail += length;
    }

    void write(ByteBuffer from, int length) {
        makeRoom(length);
        int start = index(tail);
        int first = Math.min(length, bytes.length - start);
        from.get(bytes, start, first);
        if (first < length) {
            from.get(bytes, 0, length - first);
        }
        tail += length;
    }

    void read(ByteBuf to, int index, int length) {
        requireHeld(length);
        int start = index(head);
        int first = Math.min(length, bytes.length - start);
        to.setBytes(index, bytes, start, first);
        if (first < length) {
            to.setBytes(index + first, bytes, 0, length - first);
        }
        head += length;
    }

    void read(byte[] to, int length) {
        requireHeld(length);
        int start = index(head);
        int first = Math.min(length, bytes.length - start);
        System.arraycopy(bytes, start, to, 0, first);
        System.arraycopy(bytes, 0, to, first, length - first);
        head += length;
    }

    /** Reads into a hash. */
    void read(int length, StreamHash hash) {
        requireHeld(length);
        int start = index(head);
        int first = Math.min(length, bytes.length - start);
        hash.update(bytes, start, first);
        if (first < length) {
            hash.update(bytes, 0, length - first);
        }
        head += length;
    }

    void skip(int length) {
        requireHeld(length);
        head += length;
    }

    /** Takes back what was written last. */
    void dropLast(int length) {
        requireHeld(length);
        tail -= length;
    }

    private void requireHeld(int length) {
        if (length > size()) {
            throw new IllegalStateException(length + " bytes of " + size());
        }
    }

    private int index(long position) {
        return (int) position & (bytes.length - 1);
    }

    private void makeRoom(int length) {
        int needed = Math.addExact(size(), length);
        if (needed <= bytes.length) {
            return;
        }
        int held = size();
        byte[] larger = new byte[Integer.highestOneBit(needed - 1) << 1];
        int start = index(head);
        int first = Math.min(held, bytes.length - start);
        System.arraycopy(bytes, start, larger, 0, first);
        System.arraycopy(bytes, 0, larger, first, held - first);
        bytes = larger;
        head = 0;
        tail = held;
    }

    @Override
    public String toString() {
        return "ByteRing[" + size() + " of " + bytes.length + "]";
    }
}
