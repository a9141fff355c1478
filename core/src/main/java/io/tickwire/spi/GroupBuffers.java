package io.tickwire.spi;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BufferGroup;
import io.tickwire.IoOpType;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of a {@link BufferGroup}, by index. Each is with the transport (free), or with a
 * completion until core gives it back by {@link Transport#recycle}. Belongs to the loop's thread.
 */
public final class GroupBuffers {
    /**
     * Where data begins in each buffer, in bytes. What lies before is the transport's, for what a
     * kernel puts in front of a datagram.
     */
    public static final int DATA_INDEX = 128;

    /** Without leak detection, which would allocate at each access; {@link #close} frees all. */
    private static final UnpooledByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true);

    /** Memory that the kernel may still write to although its loop is gone. */
    private static final Collection<ByteBuf> ABANDONED = new ConcurrentLinkedQueue<>();

    private final BufferGroup group;
    private final Runnable released;
    private final ByteBuf[] buffers;
    private final int[] free;
    private int freeCount;

    /** What the group's first receive was for; null before. */
    private final AtomicReference<@Nullable IoOpType> user = new AtomicReference<>();

    /**
     * Allocates the buffers; all are free.
     *
     * @param group says how many and how large
     */
    public GroupBuffers(BufferGroup group) {
        this(group, () -> {});
    }

    /**
     * Allocates the buffers; all are free.
     *
     * @param group says how many and how large
     * @param released called after each release of a reference of one of them, except the last, on
     *     the thread that has released it: {@link #isReturned} may now answer differently
     */
    public GroupBuffers(BufferGroup group, Runnable released) {
        this.group = group;
        this.released = released;
        buffers = new ByteBuf[group.count()];
        free = new int[group.count()];
        for (int index = group.count() - 1; index >= 0; index--) {
            buffers[index] = allocate();
            free[freeCount++] = index;
        }
    }

    private ByteBuf allocate() {
        return GroupBuffer.allocate(MEMORY, DATA_INDEX + group.bufferBytes(), released);
    }

    /**
     * What the program declared.
     *
     * @return the group
     */
    public BufferGroup group() {
        return group;
    }

    /**
     * Checks that the group serves one kind of receive only: streams and datagrams lie differently
     * in a buffer that the kernel fills.
     *
     * @param type RECV or RECVMSG
     * @throws IllegalArgumentException if the group has served the other one
     */
    public void checkUser(IoOpType type) {
        IoOpType served = user.get();
        if (served != null && served != type) {
            throw new IllegalArgumentException(
                    "buffer group " + group.id() + " serves " + served + ", not " + type);
        }
    }

    /**
     * Whether the group serves a kind of receive.
     *
     * @param type RECV or RECVMSG
     * @return true if its first receive was of that kind
     */
    public boolean isFor(IoOpType type) {
        return user.get() == type;
    }

    /**
     * Notes what the group serves from now on. Lanes of a parallel phase may call it at the same
     * time.
     *
     * @param type RECV or RECVMSG
     * @throws IllegalArgumentException as for {@link #checkUser}
     */
    public void serve(IoOpType type) {
        if (user.get() != type && !user.compareAndSet(null, type)) {
            checkUser(type);
        }
    }

    /**
     * A buffer, with room for its data from {@link #DATA_INDEX} on.
     *
     * @param index 0 to {@code count - 1}
     * @return the buffer
     */
    public ByteBuf buffer(int index) {
        return buffers[index];
    }

    /**
     * Free buffers.
     *
     * @return a count
     */
    public int available() {
        return freeCount;
    }

    /**
     * Takes a free buffer, for a transport that chooses by itself.
     *
     * @return its index, or -1 if none is free
     */
    public int take() {
        return freeCount == 0 ? -1 : free[--freeCount];
    }

    /**
     * Notes that the kernel has taken a buffer, for a transport whose kernel chooses; such a
     * transport never calls {@link #take}.
     */
    public void taken() {
        freeCount--;
    }

    /**
     * Puts a buffer back.
     *
     * @param index a buffer that was taken
     */
    public void put(int index) {
        free[freeCount++] = index;
    }

    /**
     * Whether the program has let go of a buffer that it was given. One that was released once too
     * often, or has another capacity, is replaced.
     *
     * @param index a buffer that was taken
     * @return true if nobody but the group refers to it
     */
    public boolean isReturned(int index) {
        ByteBuf buffer = buffers[index];
        int references = buffer.refCnt();
        if (references > 1) {
            return false;
        }
        if (references == 0 || buffer.capacity() != DATA_INDEX + group.bufferBytes()) {
            buffers[index] = allocate();
            if (references == 1) {
                buffer.release();
            }
        }
        return true;
    }

    /**
     * Frees all buffers; those that the program still holds live until it releases them.
     *
     * @param isDrained false if the kernel may still write to them: then they are kept for ever
     */
    public void close(boolean isDrained) {
        for (ByteBuf buffer : buffers) {
            if (!isDrained) {
                ABANDONED.add(buffer);
            } else if (buffer.refCnt() > 0) {
                buffer.release();
            }
        }
    }
}
