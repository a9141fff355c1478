package io.tickwire.connections;

import io.netty.buffer.ByteBuf;
import io.tickwire.recipes.Framing;
import java.util.function.BiConsumer;

/** How frames look on the way in and out; shared by all connections, on any thread. */
final class FrameFormat implements BiConsumer<ByteBuf, ByteBuf> {
    private static final int BITS = 8;
    private static final int LONG_FIELD_BYTES = 4;
    private static final byte LINE_FEED = '\n';

    /** 0 for lines. */
    private final int fieldBytes;

    private final int inboundBytesMax;

    FrameFormat(int fieldBytes, int inboundBytesMax) {
        this.fieldBytes = fieldBytes;
        this.inboundBytesMax = inboundBytesMax;
        Framing unused = newFraming(); // checks the values
    }

    Framing newFraming() {
        return fieldBytes == 0
                ? Framing.lines(inboundBytesMax)
                : Framing.lengthField(fieldBytes, inboundBytesMax);
    }

    /** How long a frame is with what tells its length. */
    int wholeBytes(ByteBuf frame) {
        int bytes = frame.readableBytes();
        if (fieldBytes == 0) {
            if (frame.indexOf(frame.readerIndex(), frame.writerIndex(), LINE_FEED) >= 0) {
                throw new IllegalArgumentException("a line with a line feed in it");
            }
            return bytes + 1;
        }
        if (fieldBytes < LONG_FIELD_BYTES && bytes >>> (fieldBytes * BITS) != 0) {
            throw new IllegalArgumentException(
                    "frame of " + bytes + " bytes; the length field has " + fieldBytes);
        }
        return bytes + fieldBytes;
    }

    /** Writes a frame, whose indices do not move. */
    @Override
    public void accept(ByteBuf frame, ByteBuf out) {
        int bytes = frame.readableBytes();
        for (int shift = (fieldBytes - 1) * BITS; shift >= 0; shift -= BITS) {
            out.writeByte(bytes >>> shift);
        }
        out.writeBytes(frame, frame.readerIndex(), bytes);
        if (fieldBytes == 0) {
            out.writeByte(LINE_FEED);
        }
    }
}
