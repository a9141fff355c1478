package io.tickwire.recipes;

import io.netty.buffer.ByteBuf;

/** Takes the frames that {@link Framing} finds. */
@FunctionalInterface
public interface FrameHandler {
    /**
     * Takes one frame, without its length field or line end. The bytes are there until it returns;
     * whoever needs them longer copies them. May call {@link Framing#release}, which ends the feed,
     * but no other method that changes the framing.
     *
     * @param buffer where the frame is; its indices are not to be moved
     * @param index the frame's first byte
     * @param length its bytes, 0 or more
     */
    void frame(ByteBuf buffer, int index, int length);
}
