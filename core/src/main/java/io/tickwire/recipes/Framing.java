package io.tickwire.recipes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one stream into frames, as they come out of receives. Keeps the part of a frame
 * that has come, at most the longest frame allowed; copies nothing else. However small the pieces
 * are, each byte is looked at once, and nothing is allocated for a frame. One instance serves one
 * stream, on one thread at a time; {@link #release} frees what it keeps.
 *
 * <pre>{@code
 * Framing framing = Framing.lengthField(2, 4096);
 * if (!framing.feed(completion.buffer(), frame -> handle(frame.readInt(), frame.readText()))) {
 *     tick.intents().queue(tick.request().abort(completion.stream())); // framing.violation() says why
 * }
 * }</pre>
 */
public final class Framing {
    private static final int LENGTH_FIELD_BYTES_MAX = 4;
    private static final int BITS = 8;
    private static final int KEPT_BYTES = 256;
    private static final byte LINE_FEED = '\n';
    private static final byte CARRIAGE_RETURN = '\r';

    /** What {@link #lengthAt} answers for a length that is not allowed. */
    private static final int VIOLATION = -1;

    /** 0 for lines. */
    private final int fieldBytes;

    private final int maxBytes;
    private final ByteBufAllocator allocator;
    private final Frame frame = new Frame();
    private @Nullable ByteBuf held;
    private @Nullable String violation;
    private boolean isFeeding;
    private boolean isReleased;
    private boolean isStopped;

    /** Bytes that were looked at to find line ends, or moved since what is kept has grown. */
    private long work;

    private Framing(int fieldBytes, int maxBytes, ByteBufAllocator allocator) {
        if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE - fieldBytes) {
            throw new IllegalArgumentException(
                    "longest frame: "
                            + maxBytes
                            + ", not 1 to "
                            + (Integer.MAX_VALUE - fieldBytes)
                            + " bytes");
        }
        this.fieldBytes = fieldBytes;
        this.maxBytes = maxBytes;
        this.allocator = Objects.requireNonNull(allocator, "allocator");
    }

    /**
     * Frames that begin with their length: an unsigned number in network byte order (big-endian),
     * which counts the bytes behind it.
     *
     * @param fieldBytes 1 to 4
     * @param maxBytes the longest frame allowed, without the length field; at least 1, and with the
     *     field at most {@link Integer#MAX_VALUE}
     * @return a framing for one stream
     */
    public static Framing lengthField(int fieldBytes, int maxBytes) {
        return lengthField(fieldBytes, maxBytes, UnpooledByteBufAllocator.DEFAULT);
    }

    /**
     * Frames that begin with their length, as {@link #lengthField(int, int)} has them.
     *
     * @param fieldBytes 1 to 4
     * @param maxBytes the longest frame allowed, without the length field; at least 1, and with the
     *     field at most {@link Integer#MAX_VALUE}
     * @param allocator of what is kept of a frame that is not whole; without one, unpooled
     * @return a framing for one stream
     */
    public static Framing lengthField(int fieldBytes, int maxBytes, ByteBufAllocator allocator) {
        if (fieldBytes < 1 || fieldBytes > LENGTH_FIELD_BYTES_MAX) {
            throw new IllegalArgumentException("length field: " + fieldBytes + " bytes");
        }
        return new Framing(fieldBytes, maxBytes, allocator);
    }

    /**
     * Lines that end with LF or CR LF, which are no part of the frame.
     *
     * @param maxBytes the longest line allowed, with its end; at least 1
     * @return a framing for one stream
     */
    public static Framing lines(int maxBytes) {
        return lines(maxBytes, UnpooledByteBufAllocator.DEFAULT);
    }

    /**
     * Lines, as {@link #lines(int)} has them.
     *
     * @param maxBytes the longest line allowed, with its end; at least 1
     * @param allocator of what is kept of a line that is not whole; without one, unpooled
     * @return a framing for one stream
     */
    public static Framing lines(int maxBytes, ByteBufAllocator allocator) {
        return new Framing(0, maxBytes, allocator);
    }

    /**
     * Takes all readable bytes of a buffer, whose reader index moves to its writer index, and hands
     * on each frame that is whole. A handler that answers false, calls {@link #release} or throws
     * ends that: its frame is over, nothing is kept, and the reader index stays behind the frame,
     * where another call goes on. All of that has to be fed before what comes later.
     *
     * @param bytes what a receive brought
     * @param handler takes the frames, in order; what it throws is passed on
     * @return false if the bytes break the framing; then nothing is kept, and nothing more is taken
     *     before {@link #release}. True otherwise, also if the handler has ended it
     * @throws IllegalStateException from within a handler of this framing
     */
    public boolean feed(ByteBuf bytes, FrameHandler handler) {
        Objects.requireNonNull(handler, "handler");
        if (isFeeding) {
            throw new IllegalStateException("a feed within the handler of another one");
        }
        isFeeding = true;
        isReleased = false;
        isStopped = false;
        boolean isInOrder = false;
        try {
            while (violation == null && !isReleased && !isStopped && bytes.isReadable()) {
                feedOne(bytes, handler);
            }
            isInOrder = violation == null;
        } finally {
            isFeeding = false;
            if (!isInOrder) {
                free();
            }
        }
        return isInOrder;
    }

    /**
     * What was wrong with the bytes.
     *
     * @return the reason with the value, or null if all has been well so far
     */
    public @Nullable String violation() {
        return violation;
    }

    /**
     * How much has come of a frame that is not whole yet.
     *
     * @return bytes, the length field included
     */
    public int pendingBytes() {
        ByteBuf partial = held;
        return partial == null ? 0 : partial.readableBytes();
    }

    /**
     * Frees what is kept; the framing can be used for another stream then. From within a handler it
     * ends the {@link #feed}, whose bytes are there until the handler returns.
     */
    public void release() {
        free();
        isReleased = true;
        violation = null;
    }

    private void free() {
        ByteBuf partial = held;
        if (partial != null) {
            held = null;
            partial.release();
        }
    }

    long work() {
        return work;
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

    private void feedOne(ByteBuf bytes, FrameHandler handler) {
        ByteBuf partial = held;
        if (partial == null || !partial.isReadable()) {
            feedDirectly(bytes, handler);
        } else if (fieldBytes == 0) {
            feedRestOfLine(partial, bytes, handler);
        } else {
            feedRest(partial, bytes, handler);
        }
    }

    /** Hands on the frame that begins here, or keeps what there is of it. */
    private void feedDirectly(ByteBuf bytes, FrameHandler handler) {
        int whole = wholeBytes(bytes);
        if (violation != null) {
            return;
        }
        if (whole > bytes.readableBytes()) {
            keep(bytes, bytes.readableBytes());
        } else {
            int start = bytes.readerIndex();
            bytes.skipBytes(whole);
            hand(bytes, start, whole, handler);
        }
    }

    /** Looks for the line's end in what is new only. */
    private void feedRestOfLine(ByteBuf partial, ByteBuf bytes, FrameHandler handler) {
        int rest = lineBytes(bytes, maxBytes - partial.readableBytes());
        if (violation != null) {
            return;
        }
        boolean isWhole = rest <= bytes.readableBytes();
        keep(bytes, Math.min(rest, bytes.readableBytes()));
        if (isWhole) {
            handKept(partial, handler);
        }
    }

    /** Completes the frame, or its length field, of which a part is kept. */
    private void feedRest(ByteBuf partial, ByteBuf bytes, FrameHandler handler) {
        keep(bytes, Math.min(missingBytes(partial), bytes.readableBytes()));
        int whole = wholeBytes(partial);
        if (violation == null && whole == partial.readableBytes()) {
            handKept(partial, handler);
        }
    }

    /** What is kept is the handler's until it returns, even if it calls {@link #release}. */
    private void handKept(ByteBuf partial, FrameHandler handler) {
        held = null;
        try {
            hand(partial, partial.readerIndex(), partial.readableBytes(), handler);
        } finally {
            // Whoever has retained it goes on using it.
            if (isReleased || partial.refCnt() > 1) {
                partial.release();
            } else {
                held = partial.clear();
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
        int start = bytes.readerIndex();
        int available = bytes.readableBytes();
        int looked = Math.min(available, room);
        int end = bytes.indexOf(start, start + looked, LINE_FEED);
        if (end >= 0) {
            work += end + 1 - start;
            return end + 1 - start;
        }
        work += looked;
        if (available >= room) {
            violation = "a line is longer than " + maxBytes + " bytes";
        }
        return available + 1;
    }

    private void keep(ByteBuf bytes, int count) {
        ByteBuf partial = held;
        if (partial == null) {
            int limit = fieldBytes + maxBytes;
            partial = allocator.directBuffer(Math.min(KEPT_BYTES, limit), limit);
            held = partial;
        }
        if (count > partial.writableBytes()) {
            grow(partial, partial.readableBytes() + count);
        }
        partial.writeBytes(bytes, count);
    }

    /** By doubling: Netty's own growth is by a constant above 4 MiB. */
    private void grow(ByteBuf partial, int needed) {
        work += partial.readableBytes();
        long doubled = Math.min(2L * partial.capacity(), partial.maxCapacity());
        partial.capacity((int) Math.max(needed, doubled));
    }

    private void hand(ByteBuf buffer, int start, int whole, FrameHandler handler) {
        if (fieldBytes > 0) {
            show(buffer, start + fieldBytes, whole - fieldBytes, handler);
            return;
        }
        int length = whole - 1;
        boolean hasReturn = length > 0 && buffer.getByte(start + length - 1) == CARRIAGE_RETURN;
        show(buffer, start, hasReturn ? length - 1 : length, handler);
    }

    private void show(ByteBuf buffer, int index, int length, FrameHandler handler) {
        try {
            isStopped = !handler.frame(frame.show(buffer, index, length));
        } finally {
            frame.end();
        }
    }
}
