package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A hash of bytes that come in chunks, wherever the chunks are cut: eight bytes at a time. */
final class StreamHash {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private long hash;
    private long word;
    private int filled;

    void reset() {
        hash = 0;
        word = 0;
        filled = 0;
    }

    void update(ByteBuf buffer, int index, int length) {
        int at = index;
        int end = index + length;
        while (filled != 0 && at < end) {
            add(buffer.getByte(at++));
        }
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            mix(buffer.getLongLE(at));
        }
        while (at < end) {
            add(buffer.getByte(at++));
        }
    }

    void update(byte[] bytes, int index, int length) {
        int at = index;
        int end = index + length;
        while (filled != 0 && at < end) {
            add(bytes[at++]);
        }
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            mix((long) LONG.get(bytes, at));
        }
        while (at < end) {
            add(bytes[at++]);
        }
    }

    /** The hash of all bytes since the last reset. */
    long value() {
        long last = (hash ^ word ^ ((long) filled << 56)) * PRIME;
        return last ^ (last >>> 32);
    }

    private void add(byte value) {
        word |= (value & 0xFFL) << (8 * filled++);
        if (filled == Long.BYTES) {
            long full = word;
            word = 0;
            filled = 0;
            mix(full);
        }
    }

    private void mix(long full) {
        hash = (Long.rotateLeft(hash, 29) ^ full) * PRIME;
    }
}
