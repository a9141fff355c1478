package io.tickwire;

/**
 * A group of equal buffers that receives take from as data comes ({@link IoRequest#fromGroup}), so
 * that a peer that sends nothing costs no memory. Serves either streams or datagrams. Belongs to
 * one loop and is allocated at its start.
 *
 * @param id names the group in requests, 0 to 65535
 * @param bufferBytes the size of each buffer, the most that one completion carries
 * @param count how many buffers, 1 to 32768
 * @param share how many of them one receive may hold at a time, so that a peer that floods leaves
 *     some for the others; 1 to {@code count}. While more receives have data than there are shares
 *     for, each gets an equal part of what is free, at least one in turn
 */
public record BufferGroup(int id, int bufferBytes, int count, int share) {
    private static final int BYTES_MAX = 1 << 20;
    private static final int COUNT_MAX = 1 << 15;
    private static final int DEFAULT_SHARES = 8;

    /**
     * Checks the ranges.
     *
     * @param id see the record
     * @param bufferBytes 1 to 1 MiB
     * @param count see the record
     * @param share see the record
     */
    public BufferGroup {
        checkRange("id", id, 0, 0xFFFF);
        checkRange("bufferBytes", bufferBytes, 1, BYTES_MAX);
        checkRange("count", count, 1, COUNT_MAX);
        checkRange("share", share, 1, count);
    }

    /**
     * A group of which one receive may hold an eighth.
     *
     * @param id see the record
     * @param bufferBytes see the record
     * @param count see the record
     */
    public BufferGroup(int id, int bufferBytes, int count) {
        this(id, bufferBytes, count, Math.max(1, count / DEFAULT_SHARES));
    }

    private static void checkRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "group " + name + ": " + value + " is not from " + min + " to " + max);
        }
    }
}
