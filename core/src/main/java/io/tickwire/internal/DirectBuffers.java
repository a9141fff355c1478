package io.tickwire.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;

/** Tells buffers whose memory a kernel can use. */
public final class DirectBuffers {
    private DirectBuffers() {}

    /**
     * Refuses what the kernel cannot use.
     *
     * @param use what the buffer is for, as the message calls it
     * @param buffer the buffer
     * @param isFilled whether it is to be filled
     * @throws IllegalArgumentException for a buffer that is released, heap, composite or, to be
     *     filled, read-only
     */
    public static void check(Object use, ByteBuf buffer, boolean isFilled) {
        if (buffer.refCnt() < 1) {
            throw new IllegalArgumentException(use + ": the buffer was released: " + buffer);
        }
        if (!buffer.isDirect()
                || !buffer.hasMemoryAddress()
                || buffer instanceof CompositeByteBuf) {
            throw new IllegalArgumentException(
                    use
                            + " needs a direct buffer in one piece with a memory address, not "
                            + buffer);
        }
        if (isFilled && buffer.isReadOnly()) {
            throw new IllegalArgumentException(use + " into a read-only buffer: " + buffer);
        }
    }
}
