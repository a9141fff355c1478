package io.tickwire.internal;

import java.security.SecureRandom;

/**
 * SipHash-1-3 under a secret key: for keys that come from outside, since who does not know the key
 * cannot choose values that collide. After "SipHash: a fast short-input PRF" (Aumasson and
 * Bernstein, 2012). Allocates nothing. For one thread at a time.
 */
public final class KeyedHash {
    private static final int CHARS_PER_WORD = 4;
    private static final int LENGTH_SHIFT = 56;

    private final long key0;
    private final long key1;
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    /** A key that nobody knows. */
    public KeyedHash() {
        SecureRandom random = new SecureRandom();
        key0 = random.nextLong();
        key1 = random.nextLong();
    }

    /** A known key, for tests. */
    public KeyedHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** The hash of three words, as of their 24 bytes in little-endian order. */
    public long of(long first, long second, long third) {
        begin();
        add(first);
        add(second);
        add(third);
        return end((3L * Long.BYTES) << LENGTH_SHIFT);
    }

    /** The hash of a text, as of its bytes in UTF-16, little-endian. */
    public long of(String text) {
        begin();
        int length = text.length();
        int at = 0;
        for (; at + CHARS_PER_WORD <= length; at += CHARS_PER_WORD) {
            add(word(text, at, CHARS_PER_WORD));
        }
        long bytes = (long) length * Character.BYTES;
        return end((bytes << LENGTH_SHIFT) | word(text, at, length - at));
    }

    private static long word(String text, int at, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (long) text.charAt(at + i) << (i * Character.SIZE);
        }
        return word;
    }

    private void begin() {
        v0 = key0 ^ 0x736f6d6570736575L;
        v1 = key1 ^ 0x646f72616e646f6dL;
        v2 = key0 ^ 0x6c7967656e657261L;
        v3 = key1 ^ 0x7465646279746573L;
    }

    private void add(long word) {
        v3 ^= word;
        round();
        v0 ^= word;
    }

    private long end(long last) {
        add(last);
        v2 ^= 0xff;
        round();
        round();
        round();
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
    }
}
