package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How other threads reach a loop: they offer messages, systems poll them. Made by {@link
 * TickLoop#mailbox} or {@link SystemSetup#mailbox}, closed with the loop.
 *
 * <p>A message travels as bytes: encoded on the thread that offers it, decoded on the loop's. So
 * the two sides share no objects, and a run can be recorded. What arrived is shown to systems at
 * INTAKE, in the order of arrival, which for one thread is the order of its offers; nothing comes
 * into view within a tick. What systems leave stays for later ticks.
 *
 * <p>With {@link TickRate#whenReady} an offer has the next tick start, and so do messages that a
 * tick left; at a fixed rate they wait for the next tick.
 *
 * <p>Bounded: it holds at most its capacity of messages, from the offer to the poll. Each holds as
 * many bytes as its codec wrote.
 *
 * @param <T> the type of the messages
 */
public final class Mailbox<T> {
    private static final int FIRST_BYTES = 64;

    private final LoopHome loop;
    private final @Nullable Lane lane;
    private final Mailboxes siblings;
    private final MessageCodec<T> codec;
    private final MessageRing ring;

    /** Of a lane's system, or of whoever has the loop if the lane is null. */
    Mailbox(
            LoopHome loop,
            @Nullable Lane lane,
            Mailboxes siblings,
            MessageCodec<T> codec,
            MessageRing ring) {
        this.loop = loop;
        this.lane = lane;
        this.siblings = siblings;
        this.codec = codec;
        this.ring = ring;
    }

    /**
     * Encodes a message and queues it. From any thread; never waits.
     *
     * @param message the message; the mailbox keeps no reference to it
     * @return false if the mailbox is full: nothing has changed. After true the message is polled
     *     in a later tick, unless the loop is closed before
     * @throws IllegalStateException if the loop is closing or closed
     * @throws RuntimeException what the codec throws; nothing was queued then
     */
    public boolean offer(T message) {
        Objects.requireNonNull(message, "message");
        siblings.checkOpen();
        if (ring.isFull()) {
            return false;
        }
        ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer(FIRST_BYTES);
        boolean isQueued = false;
        try {
            codec.encode(message, bytes);
            isQueued = ring.add(bytes);
        } finally {
            if (!isQueued) {
                bytes.release();
            }
        }
        if (isQueued) {
            siblings.signal();
        }
        return isQueued;
    }

    /**
     * Takes and decodes the next message that had arrived at INTAKE. On the loop's thread.
     *
     * @return the message, or null if there is none
     * @throws IllegalStateException if the loop is closed, or another thread's
     * @throws RuntimeException what the codec throws; the message is gone then
     */
    public @Nullable T poll() {
        checkAccess();
        ByteBuf bytes = ring.poll();
        if (bytes == null) {
            return null;
        }
        try {
            return Objects.requireNonNull(codec.decode(bytes), "the decoded message");
        } finally {
            bytes.release();
        }
    }

    /**
     * Whether {@link #poll} would answer null. On the loop's thread.
     *
     * @return true if no message is left of those that had arrived at INTAKE
     * @throws IllegalStateException if the loop is closed, or another thread's
     */
    public boolean isEmpty() {
        return size() == 0;
    }

    /**
     * How many messages {@link #poll} would answer. On the loop's thread.
     *
     * @return 0 to {@link #capacity()}
     * @throws IllegalStateException if the loop is closed, or another thread's
     */
    public int size() {
        checkAccess();
        return ring.size();
    }

    /**
     * How many messages it can hold, including those not shown yet. From any thread.
     *
     * @return a count, at least 1
     */
    public int capacity() {
        return ring.capacity();
    }

    /**
     * Throws unless the calling thread may take messages now.
     *
     * @throws IllegalStateException if the loop is closed, or another thread's
     */
    public void checkAccess() {
        if (lane == null) {
            loop.checkAccess();
        } else {
            lane.checkAccess();
        }
    }
}
