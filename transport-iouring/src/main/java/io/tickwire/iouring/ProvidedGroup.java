package io.tickwire.iouring;

import static io.tickwire.spi.GroupBuffers.DATA_INDEX;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.tickwire.IoOpType;
import io.tickwire.spi.GroupBuffers;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of one group on their way to the kernel, each named by its index in its entry's user
 * data. One that the kernel had no memory for, or for whose entry there was none, is kept, and
 * handed over again with what the group is given next.
 */
final class ProvidedGroup implements IoUringIoHandle {
    private static final int INDEX_MASK = 0xFFFF;

    private final GroupBuffers group;
    private final Ring ring;
    private @Nullable IoRegistration registration;

    /** The buffers that the kernel has not got; the last one goes first. */
    private final int[] kept;

    private int keptCount;

    /** A group of which the kernel has no buffer. */
    ProvidedGroup(GroupBuffers group, Ring ring) {
        this.group = group;
        this.ring = ring;
        kept = new int[group.group().count()];
        for (int index = kept.length - 1; index >= 0; index--) {
            kept[keptCount++] = index;
        }
    }

    void register() {
        registration = ring.register(this);
    }

    /** Hands all over that the kernel has not got. Whatever is thrown, the rest is kept. */
    void provide() {
        IoRegistration registered = registration;
        if (registered == null) {
            throw new IllegalStateException("not registered");
        }
        // A multishot RECVMSG fills the room before the data.
        int before = group.isFor(IoOpType.RECVMSG) ? 0 : DATA_INDEX;
        for (; keptCount > 0; keptCount--) {
            int index = kept[keptCount - 1];
            ring.pushProvide(
                    registered,
                    group.buffer(index).memoryAddress() + before,
                    DATA_INDEX - before + group.group().bufferBytes(),
                    index,
                    group.group().id());
        }
    }

    /** Hands over a buffer that the kernel had taken; without memory for that later. */
    void recycle(int index) {
        kept[keptCount++] = index;
        try {
            provide();
        } catch (OutOfMemoryError e) {
            // The next receive from the group, or the next buffer, has it tried again.
        }
    }

    /** Takes the answer for a buffer in; only notes. */
    void answered(int index, int result) {
        ring.ended();
        if (result < 0) {
            kept[keptCount++] = index;
        }
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        answered((int) completion.userData() & INDEX_MASK, completion.res());
    }

    /** Called at the ring's end: nothing of it lasts in the kernel. */
    @Override
    public void close() {
        IoRegistration registered = registration;
        if (registered != null) {
            boolean unused = registered.cancel();
        }
    }
}
