package io.tickwire;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox's messages as bytes: a bounded queue for many producers and one consumer, the loop's
 * thread, without locks.
 *
 * <p>A producer claims a place by moving the tail, then puts its message there. Places from the
 * head on hold at most {@code capacity} messages, and the consumer empties a place before it moves
 * the head, so a claimed place is empty. The consumer sees messages up to the first place that was
 * claimed and is still empty: arrival is the order of the claims. What lies before {@link #drained}
 * is what the program may see.
 */
final class MessageRing {
    private final AtomicReferenceArray<@Nullable ByteBuf> places;
    private final int capacity;

    /** How many places were ever claimed. */
    private final AtomicLong tail = new AtomicLong();

    /** How many messages were ever taken out; written by the consumer alone. */
    private volatile long head;

    /** How many messages the program was ever shown; the consumer's own. */
    private long drained;

    private volatile boolean isClosed;

    MessageRing(int capacity) {
        this.capacity = capacity;
        places = new AtomicReferenceArray<>(capacity);
    }

    int capacity() {
        return capacity;
    }

    /** From any thread. The tail is read first: whatever happens between, the answer was true. */
    boolean isFull() {
        long claimed = tail.get();
        return claimed - head >= capacity;
    }

    /**
     * Adds a message, from any thread.
     *
     * @param message one reference is taken over if the answer is true
     * @return false if the ring is full: nothing has changed
     */
    boolean add(ByteBuf message) {
        long place;
        do {
            place = tail.get();
            if (place - head >= capacity) {
                return false;
            }
        } while (!tail.compareAndSet(place, place + 1));
        places.set(index(place), message);
        if (isClosed) {
            // The consumer may have looked at this place before the message was there.
            release(index(place));
        }
        return true;
    }

    /** Shows the program what has arrived. */
    void drain() {
        long end = tail.get();
        while (drained < end && places.get(index(drained)) != null) {
            drained++;
        }
    }

    /** How many messages the program can take. */
    int size() {
        return (int) (drained - head);
    }

    /** Takes the next message that the program was shown, with its reference. */
    @Nullable ByteBuf poll() {
        long first = head;
        if (first == drained) {
            return null;
        }
        ByteBuf message = places.getAndSet(index(first), null);
        head = first + 1;
        return message;
    }

    /** Releases what is there, and what producers that are at it still add. Idempotent. */
    void close() {
        isClosed = true;
        for (int i = 0; i < capacity; i++) {
            release(i);
        }
        drained = head;
    }

    private void release(int index) {
        ByteBuf message = places.getAndSet(index, null);
        if (message != null && message.refCnt() > 0) { // a codec may have released it before
            message.release();
        }
    }

    private int index(long place) {
        return (int) (place % capacity);
    }
}
