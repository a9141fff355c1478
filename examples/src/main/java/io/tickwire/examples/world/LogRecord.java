package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A record of the log: its number, and words that follow from it. */
final class LogRecord {
    static final int BYTES = 64;
    private static final int WORDS = BYTES / Long.BYTES;

    private LogRecord() {}

    /** A new buffer with the record of a number, from 0 on. */
    static ByteBuf write(ByteBufAllocator allocator, long number) {
        ByteBuf out = allocator.directBuffer(BYTES, BYTES);
        for (int i = 0; i < WORDS; i++) {
            out.writeLong(word(number, i));
        }
        return out;
    }

    /** How many whole records there are from the beginning of a log on. */
    static long count(ByteBuf log) {
        long number = 0;
        while (log.readableBytes() >= BYTES && isNext(log, number)) {
            log.skipBytes(BYTES);
            number++;
        }
        return number;
    }

    private static boolean isNext(ByteBuf log, long number) {
        for (int i = 0; i < WORDS; i++) {
            if (log.getLong(log.readerIndex() + i * Long.BYTES) != word(number, i)) {
                return false;
            }
        }
        return true;
    }

    private static long word(long number, int i) {
        return (number * WORDS + i + 1) * 0xC2B2AE3D27D4EB4FL;
    }
}
