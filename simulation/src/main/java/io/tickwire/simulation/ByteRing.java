package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;

/** Bytes between the network and a completion: first in, first out. Grows to the most at once. */
final class ByteRing {
    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(ByteBuf buffer, int index, int length) {
        if (length > bytes.length - size) {
            grow(size + length);
        }
        int at = (head + size) & (bytes.length - 1);
        int first = Math.min(length, bytes.length - at);
        buffer.getBytes(index, bytes, at, first);
        if (first < length) {
            buffer.getBytes(index + first, bytes, 0, length - first);
        }
        size += length;
    }

    /** Takes bytes out and adds them to a hash; there must be so many. */
    void take(int length, StreamHash hash) {
        int first = Math.min(length, bytes.length - head);
        hash.update(bytes, head, first);
        if (first < length) {
            hash.update(bytes, 0, length - first);
        }
        drop(length);
    }

    void drop(int length) {
        size -= length;
        head = size == 0 ? 0 : (head + length) & (bytes.length - 1);
    }

    private void grow(int needed) {
        int capacity = Math.max(256, Integer.highestOneBit(needed - 1) << 1);
        byte[] larger = new byte[capacity];
        int first = Math.min(size, bytes.length - head);
        System.arraycopy(bytes, head, larger, 0, first);
        System.arraycopy(bytes, 0, larger, first, size - first);
        bytes = larger;
        head = 0;
    }
}
