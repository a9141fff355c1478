package io.tickwire.examples.selftest;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * What an echo client says: the size and the bytes of a message follow from the numbers of the
 * connection and the message, so that nothing has to be kept to check it. Every message is a window
 * into one block of noise. Immutable; the views are for one thread.
 */
final class Traffic {
    /** The largest message. Sizes are spread evenly over the powers of two up to it. */
    static final int MESSAGE_BYTES_MAX = 1 << 14;

    private static final int NOISE_BYTES = 1 << 16;
    private static final int SIZE_CLASSES = 15;
    private static final long SEED = 7007;

    private final ByteBuffer noise = ByteBuffer.allocateDirect(NOISE_BYTES + MESSAGE_BYTES_MAX);
    private final ByteBuffer view = noise.duplicate();

    Traffic() {
        byte[] bytes = new byte[noise.capacity()];
        new Random(SEED).nextBytes(bytes);
        noise.put(bytes).clear();
    }

    /** Bytes of a message, 1 to {@link #MESSAGE_BYTES_MAX}. */
    static int size(int connection, int message) {
        long mixed = mix(connection, message);
        int sizeClass = (int) Math.floorMod(mixed, (long) SIZE_CLASSES);
        int mask = (1 << sizeClass) - 1;
        return 1 + ((int) (mixed >>> 40) & mask);
    }

    /** A message's bytes from an offset on; valid until the next call. */
    ByteBuffer from(int connection, int message, int offset) {
        int start = start(connection, message);
        view.limit(start + size(connection, message)).position(start + offset);
        return view;
    }

    /** Where a message and what was received of it differ first; -1 if they do not. */
    int mismatch(int connection, int message, int offset, ByteBuffer received) {
        ByteBuffer expected = from(connection, message, offset);
        expected.limit(expected.position() + received.remaining());
        int at = expected.mismatch(received);
        return at < 0 ? -1 : offset + at;
    }

    private static int start(int connection, int message) {
        return (int) (mix(connection, message) >>> 8) & (NOISE_BYTES - 1);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom numbers). */
    private static long mix(int connection, int message) {
        long z = ((long) connection << 32 | message) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
