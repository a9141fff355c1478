package io.tickwire.connections;

import io.tickwire.connections.Leave.Reason;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts clients; written on the loop's thread, readable from any. */
final class ClientCounts {
    private static final int SIZE = 0;
    private static final int JOINED = 1;
    private static final int FIRST_REASON = 2;

    private final AtomicLongArray counts =
            new AtomicLongArray(FIRST_REASON + Reason.values().length);

    int size() {
        return (int) counts.getOpaque(SIZE);
    }

    long joined() {
        return counts.getOpaque(JOINED);
    }

    long left(Reason reason) {
        return counts.getOpaque(index(reason));
    }

    void came() {
        add(SIZE, 1);
    }

    void hasJoined() {
        add(JOINED, 1);
    }

    /** One that had come is gone. */
    void gone(Reason reason) {
        add(SIZE, -1);
        add(index(reason), 1);
    }

    /** One was turned away. */
    void notLetIn(Reason reason) {
        add(index(reason), 1);
    }

    private void add(int index, long amount) {
        counts.setOpaque(index, counts.getPlain(index) + amount);
    }

    @SuppressWarnings("EnumOrdinal") // the array is made from the same enum and never leaves
    private static int index(Reason reason) {
        return FIRST_REASON + reason.ordinal();
    }
}
