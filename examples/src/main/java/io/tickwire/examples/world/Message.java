package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.tickwire.recipes.Frame;
import java.nio.ByteBuffer;

/**
 * What the players and the game tell each other: frames with a number that counts the messages of a
 * session and a content that follows from both. So each byte can be checked. News are the same for
 * all players, with a number of their own; they count as one message more of each session.
 */
final class Message {
    static final int LENGTH_BYTES = 2;
    static final int BODY_BYTES = 32;
    static final int FRAME_BYTES = LENGTH_BYTES + BODY_BYTES;

    /** Bodies of news; the long ones are stored once for all players. */
    static final int NEWS_BODY_BYTES = 64;

    static final int LONG_NEWS_BODY_BYTES = 5_000;
    static final int FRAME_BYTES_MAX = LENGTH_BYTES + LONG_NEWS_BODY_BYTES;

    /** Set in the number of the game's last message to a player. */
    static final int FAREWELL = 1 << 31;

    /** What is mixed into the content, so that neither side can be sent its own messages. */
    static final long FROM_PLAYER = 0x9E3779B97F4A7C15L;

    static final long FROM_GAME = 0xC2B2AE3D27D4EB4FL;

    private static final long FROM_GAME_TO_ALL = 0x165667B19E3779F9L;
    private static final int WORDS_INDEX = Long.BYTES;
    private static final int WORDS = words(BODY_BYTES);

    private Message() {}

    /** Writes a frame. */
    static void write(ByteBuf out, long side, int session, int number) {
        out.writeShort(BODY_BYTES).writeInt(session).writeInt(number);
        for (int i = 0; i < WORDS; i++) {
            out.writeLong(word(side, session, number, i));
        }
    }

    /** Writes a frame. */
    static void write(ByteBuffer out, long side, int session, int number) {
        out.putShort((short) BODY_BYTES).putInt(session).putInt(number);
        for (int i = 0; i < WORDS; i++) {
            out.putLong(word(side, session, number, i));
        }
    }

    /** Writes a frame of news with a body of that length. */
    static void writeNews(ByteBuf out, int bodyBytes, int number) {
        out.writeShort(bodyBytes).writeInt(0).writeInt(number);
        for (int i = 0; i < words(bodyBytes); i++) {
            out.writeLong(word(FROM_GAME_TO_ALL, 0, number, i));
        }
    }

    /** Whether a body of that length is one of news. */
    static boolean isNews(int bodyBytes) {
        return bodyBytes == NEWS_BODY_BYTES || bodyBytes == LONG_NEWS_BODY_BYTES;
    }

    /** Whether a body of that length is, byte for byte, the news of its number. */
    static boolean isWholeNews(ByteBuffer body, int index, int bodyBytes) {
        boolean isWhole = body.getInt(index) == 0;
        for (int i = 0; i < words(bodyBytes); i++) {
            long found = body.getLong(index + WORDS_INDEX + i * Long.BYTES);
            isWhole &= found == word(FROM_GAME_TO_ALL, 0, number(body, index), i);
        }
        return isWhole;
    }

    static int session(ByteBuf body, int index) {
        return body.getInt(index);
    }

    static int number(ByteBuf body, int index) {
        return body.getInt(index + Integer.BYTES);
    }

    static int number(ByteBuffer body, int index) {
        return body.getInt(index + Integer.BYTES);
    }

    /** Whether what is left of a frame is, byte for byte, the message of that number. */
    static boolean isWhole(Frame body, long side, int session, int number) {
        boolean isWhole = body.readInt() == session && body.readInt() == number;
        for (int i = 0; isWhole && i < WORDS; i++) {
            isWhole = body.readLong() == word(side, session, number, i);
        }
        return isWhole && !body.isReadable();
    }

    /** Whether a body is, byte for byte, the message of that number. */
    static boolean isWhole(ByteBuffer body, int index, long side, int session, int number) {
        boolean isWhole = body.getInt(index) == session && number(body, index) == number;
        for (int i = 0; i < WORDS; i++) {
            long found = body.getLong(index + WORDS_INDEX + i * Long.BYTES);
            isWhole &= found == word(side, session, number, i);
        }
        return isWhole;
    }

    private static int words(int bodyBytes) {
        return (bodyBytes - WORDS_INDEX) / Long.BYTES;
    }

    private static long word(long side, int session, int number, int i) {
        long mixed = (side ^ ((long) session << Integer.SIZE | (number & 0xFFFFFFFFL))) + i;
        mixed *= 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 29);
    }
}
