package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one stream into frames, as they come out of receives. Keeps the part of a frame
 * that has come, at most the longest frame allowed; copies nothing else. One instance serves one
 * stream, on one thread at a time; {@link #release} frees what it keeps.
 *
 * <pre>{@code
 * Framing framing = Framing.lengthField(2, 4096);
 * if (!framing.feed(completion.buffer(), (buffer, index, length) -> handle(buffer, index, length))) {
 *     tick.intents().queue(tick.request().abort(completion.stream())); // framing.violation() says why
 * }
 * }</pre>
 */
public final class Framing {
    private static final int LENGTH_FIELD_BYTES_MAX = 4;
    private static final int BITS = 8;
    private static final byte LINE_FEED = '\n';
    private static final byte CARRIAGE_RETURN = '\r';

    /** What {@link #lengthAt} answers for a length that is not allowed. */
    private static final int VIOLATION = -1;

    /** 0 for lines. */
    private final int fieldBytes;

    private final int maxBytes;
    private @Nullable ByteBuf held;
    private @Nullable String violation;

    private Framing(int fieldBytes, int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("longest frame: " + maxBytes);
        }
        this.fieldBytes = fieldBytes;
        this.maxBytes = maxBytes;
    }

    /**
     * Frames that begin with their length: an unsigned number in network byte order (big-endian),
     * which counts the bytes behind it.
     *
     * @param fieldBytes 1 to 4
     * @param maxBytes the longest frame allowed, without the length field; at least 1
     * @return a framing for one stream
     */
    public static Framing lengthField(int fieldBytes, int maxBytes) {
        if (fieldBytes < 1 || fieldBytes > LENGTH_FIELD_BYTES_MAX) {
            throw new IllegalArgumentException("length field: " + fieldBytes + " bytes");
        }
        return new Framing(fieldBytes, maxBytes);
    }

    /**
     * Lines that end with LF or CR LF, which are no part of the frame.
     *
     * @param maxBytes the longest line allowed, with its end; at least 1
     * @return a framing for one stream
     */
    public static Framing lines(int maxBytes) {
        return new Framing(0, maxBytes);
    }

    /**
     * Takes all readable bytes of a buffer, whose reader index moves to its writer index, and hands
     * on each frame that is whole.
     *
     * @param bytes what a receive brought
     * @param handler takes the frames, in order; what it throws leaves this framing unusable
     * @return false if the bytes break the framing; then, and from then on, nothing more is taken
     */
    public boolean feed(ByteBuf bytes, FrameHandler handler) {
        Objects.requireNonNull(handler, "handler");
        while (violation == null && bytes.isReadable()) {
            ByteBuf partial = held;
            if (partial == null || !partial.isReadable()) {
                feedDirectly(bytes, handler);
            } else {
                feedPartial(partial, bytes, handler);
            }
        }
        return violation == null;
    }

    /**
     * What was wrong with the bytes.
     *
     * @return the reason with the value, or null if all was well so far
     */
    public @Nullable String violation() {
        return violation;
    }

    /**
     * How much of a frame has come that is not whole yet.
     *
     * @return bytes, the length field included
     */
    public int pendingBytes() {
        ByteBuf partial = held;
        return partial == null ? 0 : partial.readableBytes();
    }

    /** Frees what is kept; the framing can be used for another stream then. */
    public void release() {
        ByteBuf partial = held;
        if (partial != null) {
            held = null;
            partial.release();
        }
        violation = null;
    }

    /**
     * Writes what goes before a frame, or nothing for lines.
     *
     * @param out where the frame is to be written
     * @param frameBytes the frame's length
     * @throws IllegalArgumentException for a frame that is longer than allowed, or than the field
     *     can tell
     */
    public void writeLength(ByteBuf out, int frameBytes) {
        boolean isTooLong =
                fieldBytes > 0
                        && fieldBytes < LENGTH_FIELD_BYTES_MAX
                        && frameBytes >>> (fieldBytes * BITS) != 0;
        if (frameBytes < 0 || frameBytes > maxBytes || isTooLong) {
            throw new IllegalArgumentException("frame of " + frameBytes + " bytes");
        }
        for (int shift = (fieldBytes - 1) * BITS; shift >= 0; shift -= BITS) {
            out.writeByte(frameBytes >>> shift);
        }
    }

    /** Hands on the frame that begins here, or keeps what there is of it. */
    private void feedDirectly(ByteBuf bytes, FrameHandler handler) {
        int whole = wholeBytes(bytes);
        if (whole > bytes.readableBytes()) {
            keep(bytes, bytes.readableBytes());
        } else if (violation == null) {
            int start = bytes.readerIndex();
            bytes.skipBytes(whole);
            hand(bytes, start, whole, handler);
        }
    }

    /** Completes the frame of which a part is kept. */
    private void feedPartial(ByteBuf partial, ByteBuf bytes, FrameHandler handler) {
        int missing =
                fieldBytes == 0
                        ? lineBytes(bytes, maxBytes - partial.readableBytes())
                        : missingBytes(partial);
        if (violation != null) {
            return;
        }
        keep(bytes, Math.min(missing, bytes.readableBytes()));
        int whole = wholeBytes(partial);
        if (violation == null && whole == partial.readableBytes()) {
            try {
                hand(partial, partial.readerIndex(), whole, handler);
            } finally {
                partial.clear();
            }
        }
    }

    private int missingBytes(ByteBuf partial) {
        int have = partial.readableBytes();
        return have < fieldBytes ? fieldBytes - have : wholeBytes(partial) - have;
    }

    /** How long the frame that begins here is in all; more than there is if that is not known. */
    private int wholeBytes(ByteBuf bytes) {
        if (fieldBytes == 0) {
            return lineBytes(bytes, maxBytes);
        }
        if (bytes.readableBytes() < fieldBytes) {
            return fieldBytes;
        }
        int length = lengthAt(bytes, bytes.readerIndex());
        return length == VIOLATION ? 0 : fieldBytes + length;
    }

    private int lengthAt(ByteBuf bytes, int index) {
        long length = 0;
        for (int i = 0; i < fieldBytes; i++) {
            length = (length << BITS) | bytes.getUnsignedByte(index + i);
        }
        if (length > maxBytes) {
            violation = "a frame of " + length + " bytes is above " + maxBytes;
            return VIOLATION;
        }
        return (int) length;
    }

    /** How long the line is with its end; one more than there is if the end has not come. */
    private int lineBytes(ByteBuf bytes, int room) {
        int available = bytes.readableBytes();
        int end = bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), LINE_FEED);
        int length = end < 0 ? available + 1 : end + 1 - bytes.readerIndex();
        if (length > room) {
            violation = "a line is longer than " + maxBytes + " bytes";
        }
        return length;
    }

    private void keep(ByteBuf bytes, int count) {
        ByteBuf partial = held;
        if (partial == null) {
            partial = Unpooled.directBuffer(Math.min(256, fieldBytes + maxBytes));
            held = partial;
        }
        partial.writeBytes(bytes, count);
    }

    private void hand(ByteBuf buffer, int start, int whole, FrameHandler handler) {
        if (fieldBytes > 0) {
            handler.frame(buffer, start + fieldBytes, whole - fieldBytes);
            return;
        }
        int length = whole - 1;
        boolean hasReturn = length > 0 && buffer.getByte(start + length - 1) == CARRIAGE_RETURN;
        handler.frame(buffer, start, hasReturn ? length - 1 : length);
    }
}
