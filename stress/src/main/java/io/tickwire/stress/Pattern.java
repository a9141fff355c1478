package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.stress.harness.Check;

/**
 * Bytes that depend on a key and a position only: whoever knows both can tell a wrong, lost,
 * doubled or displaced byte.
 */
final class Pattern {
    private Pattern() {}

    /** Appends the bytes from a position on. */
    static void write(ByteBuf to, long key, long position, int count) {
        to.writeBytes(bytes(key, position, count));
    }

    static byte[] bytes(long key, long position, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = at(key, position + i);
        }
        return bytes;
    }

    /** Fails at the first byte of a buffer's region that is not what it should be. */
    static void check(ByteBuf buffer, int index, int count, long key, long position) {
        byte[] found = new byte[count];
        buffer.getBytes(index, found);
        check(found, 0, count, key, position);
    }

    static void check(byte[] found, int from, int count, long key, long position) {
        for (int i = 0; i < count; i++) {
            Check.that(
                    found[from + i] == at(key, position + i),
                    "a wrong byte at position %d of stream %d, the %d. of %d",
                    position + i,
                    key,
                    i + 1,
                    count);
        }
    }

    /** The finalizer of SplitMix64 over the eight bytes that the position lies in. */
    private static byte at(long key, long position) {
        long mixed = (key + 1) * 0x9E3779B97F4A7C15L + (position >>> 3) * 0xD1B54A32D192ED03L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return (byte) (mixed >>> ((position & 7) << 3));
    }
}
