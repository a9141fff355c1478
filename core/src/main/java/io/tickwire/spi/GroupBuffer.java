package io.tickwire.spi;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;

/**
 * A buffer of a group: tells when a reference is released, on whatever thread. Slices and
 * duplicates of it release this one's references.
 */
final class GroupBuffer {
    private GroupBuffer() {}

    /** Allocates memory of the kind that the allocator has. */
    static ByteBuf allocate(ByteBufAllocator allocator, int bytes, Runnable released) {
        ByteBuf usual = allocator.directBuffer(1, 1);
        usual.release();
        return usual instanceof UnpooledUnsafeDirectByteBuf
                ? new OfUnsafe(allocator, bytes, released)
                : new OfNio(allocator, bytes, released);
    }

    private static boolean tell(boolean isFreed, Runnable released) {
        if (!isFreed) {
            released.run();
        }
        return isFreed;
    }

    private static final class OfUnsafe extends UnpooledUnsafeDirectByteBuf {
        private final Runnable released;

        OfUnsafe(ByteBufAllocator allocator, int bytes, Runnable released) {
            super(allocator, bytes, bytes);
            this.released = released;
        }

        @Override
        public boolean release() {
            return tell(super.release(), released);
        }

        @Override
        public boolean release(int decrement) {
            return tell(super.release(decrement), released);
        }
    }

    private static final class OfNio extends UnpooledDirectByteBuf {
        private final Runnable released;

        OfNio(ByteBufAllocator allocator, int bytes, Runnable released) {
            super(allocator, bytes, bytes);
            this.released = released;
        }

        @Override
        public boolean release() {
            return tell(super.release(), released);
        }

        @Override
        public boolean release(int decrement) {
            return tell(super.release(decrement), released);
        }
    }
}
