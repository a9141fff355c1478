package io.tickwire.recipes;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A bounded view of one frame, read from its start to its end: numbers in network byte order
 * (big-endian), as {@link ByteBuf} has them. No byte outside the frame can be read, whatever else
 * its buffer holds: what asks for more than is left throws {@link FrameEndedException} with both
 * numbers, and reads nothing.
 *
 * <p>One object shows frame after frame. It belongs to whoever is shown a frame until that call
 * returns; after it each method throws {@link IllegalStateException}. On one thread at a time.
 * Nothing is allocated but by {@link #readText}.
 */
public final class Frame {
    private @Nullable ByteBuf buffer;
    private int start;
    private int next;
    private int end;

    /** Makes a view that shows nothing yet. */
    public Frame() {}

    /**
     * Shows a frame, in place of the one before; for what finds frames.
     *
     * @param bytes where the frame is; no index of it moves and no reference is taken
     * @param index the frame's first byte
     * @param length its bytes, 0 or more
     * @return this
     * @throws IndexOutOfBoundsException if that region is not within the buffer's capacity
     */
    public Frame show(ByteBuf bytes, int index, int length) {
        Objects.checkFromIndexSize(index, length, bytes.capacity());
        buffer = bytes;
        start = index;
        next = index;
        end = index + length;
        return this;
    }

    /** Ends the view: whoever reads on from here has kept it for too long. */
    public void end() {
        buffer = null;
    }

    /**
     * The frame's length.
     *
     * @return bytes, without a length field or line end
     */
    public int length() {
        ByteBuf unused = shown();
        return end - start;
    }

    /**
     * How much has not been read.
     *
     * @return bytes, 0 to {@link #length()}
     */
    public int remaining() {
        ByteBuf unused = shown();
        return end - next;
    }

    /**
     * Whether there is more to read.
     *
     * @return whether {@link #remaining()} is above 0
     */
    public boolean isReadable() {
        return remaining() > 0;
    }

    /**
     * Reads a byte.
     *
     * @return -128 to 127
     */
    public byte readByte() {
        return shown().getByte(advance(Byte.BYTES));
    }

    /**
     * Reads an unsigned byte.
     *
     * @return 0 to 255
     */
    public short readUnsignedByte() {
        return shown().getUnsignedByte(advance(Byte.BYTES));
    }

    /**
     * Reads a byte as a truth value.
     *
     * @return false for 0, true for any other
     */
    public boolean readBoolean() {
        return readByte() != 0;
    }

    /**
     * Reads a number of 2 bytes.
     *
     * @return the number
     */
    public short readShort() {
        return shown().getShort(advance(Short.BYTES));
    }

    /**
     * Reads an unsigned number of 2 bytes.
     *
     * @return 0 to 65535
     */
    public int readUnsignedShort() {
        return shown().getUnsignedShort(advance(Short.BYTES));
    }

    /**
     * Reads a number of 4 bytes.
     *
     * @return the number
     */
    public int readInt() {
        return shown().getInt(advance(Integer.BYTES));
    }

    /**
     * Reads an unsigned number of 4 bytes.
     *
     * @return 0 to 4294967295
     */
    public long readUnsignedInt() {
        return shown().getUnsignedInt(advance(Integer.BYTES));
    }

    /**
     * Reads a number of 8 bytes.
     *
     * @return the number
     */
    public long readLong() {
        return shown().getLong(advance(Long.BYTES));
    }

    /**
     * Reads an IEEE 754 number of 4 bytes.
     *
     * @return the number; a peer may well send an infinity or NaN
     */
    public float readFloat() {
        return shown().getFloat(advance(Float.BYTES));
    }

    /**
     * Reads an IEEE 754 number of 8 bytes.
     *
     * @return the number; a peer may well send an infinity or NaN
     */
    public double readDouble() {
        return shown().getDouble(advance(Double.BYTES));
    }

    /**
     * Fills an array.
     *
     * @param into as many bytes are read as it is long
     */
    public void readBytes(byte[] into) {
        readBytes(into, 0, into.length);
    }

    /**
     * Fills a part of an array.
     *
     * @param into where the bytes go
     * @param index the place of the first one
     * @param length how many, 0 or more
     */
    public void readBytes(byte[] into, int index, int length) {
        Objects.checkFromIndexSize(index, length, into.length);
        ByteBuf from = shown();
        from.getBytes(advance(length), into, index, length);
    }

    /**
     * Appends bytes to a buffer, whose writer index moves behind them.
     *
     * @param into where the bytes go; grows if it can and must
     * @param length how many, 0 or more
     */
    public void readBytes(ByteBuf into, int length) {
        ByteBuf from = shown();
        require(length);
        into.writeBytes(from, next, length);
        next += length;
    }

    /**
     * Reads text in UTF-8.
     *
     * @param bytes how many bytes it takes, 0 or more
     * @return the text; what is not UTF-8 has become U+FFFD
     */
    public String readText(int bytes) {
        ByteBuf from = shown();
        return from.toString(advance(bytes), bytes, StandardCharsets.UTF_8);
    }

    /**
     * Reads the rest as text in UTF-8.
     *
     * @return the text; what is not UTF-8 has become U+FFFD
     */
    public String readText() {
        return readText(remaining());
    }

    /**
     * Passes over bytes.
     *
     * @param bytes how many, 0 or more
     * @return this
     */
    public Frame skip(int bytes) {
        ByteBuf unusedBuffer = shown();
        int unusedIndex = advance(bytes);
        return this;
    }

    /**
     * Where the frame is, for what hands its bytes on without a copy: the rest of it is {@link
     * #remaining()} bytes from {@link #index()} on. The buffer may hold other frames too, and its
     * own indices tell nothing; they are not to be moved, and nothing is to be written. Whoever
     * needs the bytes when the call is over retains the buffer (or takes {@link
     * ByteBuf#retainedSlice}) and releases it later.
     *
     * @return the buffer
     */
    public ByteBuf buffer() {
        return shown();
    }

    /**
     * Where the next byte to be read is in {@link #buffer()}.
     *
     * @return an index of the buffer's
     */
    public int index() {
        ByteBuf unused = shown();
        return next;
    }

    @Override
    public String toString() {
        return buffer == null
                ? "Frame[over]"
                : "Frame[" + (end - next) + " of " + (end - start) + " bytes left]";
    }

    private ByteBuf shown() {
        ByteBuf now = buffer;
        if (now == null) {
            throw new IllegalStateException("the frame is over: its bytes may be another one's");
        }
        return now;
    }

    /** Answers where the bytes are that are read now. */
    private int advance(int bytes) {
        require(bytes);
        int index = next;
        next += bytes;
        return index;
    }

    private void require(int bytes) {
        if (bytes < 0 || bytes > end - next) {
            throw new FrameEndedException(
                    bytes
                            + " bytes asked of the "
                            + (end - next)
                            + " that are left of a frame of "
                            + (end - start));
        }
    }
}
