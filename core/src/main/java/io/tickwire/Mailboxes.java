package io.tickwire;

import io.tickwire.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A loop's mailboxes, in the order in which they were made, and the signal by which they start a
 * tick.
 *
 * <p>No wake-up is lost: a producer adds its message, sets {@code isSignalled} and then reads
 * {@code isWaiting}; the loop sets {@code isWaiting} before it reads {@code isSignalled}, and
 * clears {@code isSignalled} before it looks at the messages. All of these are volatile, so one of
 * the two always sees the other. Only the producer that sets the signal wakes the loop, and only if
 * it waits: at most one wake-up from one drain to the next.
 */
final class Mailboxes {
    private static final int MAILBOXES_MAX = 1024;
    private static final int CAPACITY_MAX = 1 << 20;

    private final Transport transport;
    private final List<MessageRing> rings = new ArrayList<>();
    private final AtomicBoolean isSignalled = new AtomicBoolean();
    private final Object wakeLock = new Object();
    private volatile boolean isWaiting;
    private volatile boolean isClosed;

    Mailboxes(Transport transport) {
        this.transport = transport;
    }

    <T> Mailbox<T> make(LoopHome loop, @Nullable Lane lane, MessageCodec<T> codec, int capacity) {
        Objects.requireNonNull(codec, "codec");
        if (capacity < 1 || capacity > CAPACITY_MAX) {
            throw new IllegalArgumentException(
                    "capacity: " + capacity + " is not from 1 to " + CAPACITY_MAX);
        }
        checkOpen();
        if (rings.size() == MAILBOXES_MAX) {
            throw new IllegalStateException("the loop has " + MAILBOXES_MAX + " mailboxes already");
        }
        MessageRing ring = new MessageRing(capacity);
        rings.add(ring);
        return new Mailbox<>(loop, lane, this, codec, ring);
    }

    /** From any thread. */
    void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException("the mailbox's loop is closed");
        }
    }

    /** From any thread, after a message was added: has the next tick start. */
    void signal() {
        if (!isSignalled.get() && !isSignalled.getAndSet(true) && isWaiting) {
            wake();
        }
    }

    /** Ends the loop's wait, from any thread. The lock keeps the transport open for the call. */
    void wake() {
        synchronized (wakeLock) {
            if (!isClosed) {
                transport.wakeup();
            }
        }
    }

    /** INTAKE: shows what has arrived. */
    void drain() {
        if (isSignalled.get()) {
            isSignalled.set(false);
            for (int i = 0; i < rings.size(); i++) {
                rings.get(i).drain();
            }
        }
    }

    /** Whether a tick would find a message, new or left. */
    boolean isReady() {
        return isSignalled.get() || hasLeftOver();
    }

    /** The loop is about to wait. Answers false if it must not. */
    boolean beginWait() {
        isWaiting = true;
        return !isSignalled.get();
    }

    void endWait() {
        isWaiting = false;
    }

    /** Lets no message in any more; what was shown can still be polled. */
    void refuse() {
        synchronized (wakeLock) {
            isClosed = true;
        }
    }

    /** Releases what nobody polled. */
    void close() {
        refuse();
        rings.forEach(MessageRing::close);
    }

    private boolean hasLeftOver() {
        for (int i = 0; i < rings.size(); i++) {
            if (rings.get(i).size() > 0) {
                return true;
            }
        }
        return false;
    }
}
