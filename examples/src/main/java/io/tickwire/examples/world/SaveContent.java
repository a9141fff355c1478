package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What a saved world looks like: its number, its length, and words that follow from the number. */
final class SaveContent {
    static final int BYTES_MAX = 16 << 10;

    /** What {@link #numberIn} answers for anything else. */
    static final long NOT_WHOLE = -1;

    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;
    private static final int WORDS_MIN = 200;
    private static final int WORDS_SPREAD = 1_000;

    private SaveContent() {}

    /** A new buffer with the world of a number, from 1 on. */
    static ByteBuf write(ByteBufAllocator allocator, long number) {
        int words = words(number);
        int bytes = HEADER_BYTES + words * Long.BYTES;
        ByteBuf out = allocator.directBuffer(bytes, bytes);
        out.writeLong(number).writeInt(words);
        for (int i = 0; i < words; i++) {
            out.writeLong(word(number, i));
        }
        return out;
    }

    /** The number of the world that is in a file; {@link #NOT_WHOLE} for a byte that is wrong. */
    static long numberIn(ByteBuf content) {
        int start = content.readerIndex();
        if (content.readableBytes() < HEADER_BYTES) {
            return NOT_WHOLE;
        }
        long number = content.getLong(start);
        int words = words(number);
        boolean isWhole =
                content.getInt(start + Long.BYTES) == words
                        && content.readableBytes() == HEADER_BYTES + words * Long.BYTES;
        for (int i = 0; isWhole && i < words; i++) {
            isWhole = content.getLong(start + HEADER_BYTES + i * Long.BYTES) == word(number, i);
        }
        return isWhole ? number : NOT_WHOLE;
    }

    private static int words(long number) {
        return WORDS_MIN + (int) Long.remainderUnsigned(number * 7919, WORDS_SPREAD);
    }

    private static long word(long number, int i) {
        return (number + i) * 0x9E3779B97F4A7C15L ^ number;
    }
}
