package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;

/**
 * Whether the memory that an intent was queued with is still there. It is not if the program
 * released a buffer once too often, gave one reference to two intents, or changed a buffer's
 * capacity, which moves it. Looked at when an intent is sealed, before each hand-over to a
 * transport and at its end; what happens in between, while a kernel works on it, is seen only then.
 */
final class MemoryCheck {
    private MemoryCheck() {}

    /** Whether a buffer's region is where it was. Never throws, whatever the buffer does. */
    static boolean isIntact(ByteBuf buffer, int index, int length, long address) {
        try {
            return buffer.refCnt() > 0
                    && length <= buffer.capacity() - index
                    && buffer.memoryAddress() + index == address;
        } catch (RuntimeException e) {
            return false; // released by another thread just now, or a buffer of the program's make
        }
    }

    /** Whether a buffer has a reference left to release. */
    static boolean isReferenced(ByteBuf buffer) {
        try {
            return buffer.refCnt() > 0;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** What the error policy is told of an intent that has lost its memory. */
    static RuntimeException mistake(IoOpType type, long sequence, ByteBuf buffer) {
        String text =
                type
                        + " of sequence "
                        + sequence
                        + ": a buffer was released once too often, given to two intents with one"
                        + " reference, or has another capacity than when it was queued: ";
        int references = 0;
        try {
            references = buffer.refCnt();
            text += buffer;
        } catch (RuntimeException e) {
            text += e;
        }
        return references < 1
                ? new IllegalReferenceCountException(text)
                : new IllegalStateException(text);
    }
}
