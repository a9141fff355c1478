package io.tickwire.readiness;

import io.tickwire.spi.TransportOperation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The operations with the transport, by slot. An operation is <em>queued</em> from submit to flush,
 * <em>parked</em> on a socket while it would block, and gone with its last completion. Bounded by
 * the number of slots; grows to the highest slot seen. Belongs to the loop's thread.
 */
final class SlotTable {
    private @Nullable TransportOperation[] operations = new TransportOperation[0];
    private @Nullable ReadinessSocket[] sockets = new ReadinessSocket[0];

    /** The place in the queue, plus one, of a queued operation; 0 once it has left the queue. */
    private int[] places = new int[0];

    /** Bytes that a parked SEND has sent. */
    private int[] sentBytes = new int[0];

    /** The neighbours of a slot in its {@link SlotList}. */
    private int[] previous = new int[0];

    private int[] next = new int[0];

    /** One more than the highest slot that there is a place for. */
    int length() {
        return operations.length;
    }

    void take(TransportOperation operation, int place) {
        int slot = operation.slot();
        if (slot >= operations.length) {
            grow(Math.max(slot + 1, 2 * operations.length));
        }
        if (operations[slot] != null) {
            throw new IllegalStateException("slot in use: " + slot);
        }
        operations[slot] = operation;
        places[slot] = place + 1;
        sentBytes[slot] = 0;
    }

    private void grow(int length) {
        operations = Arrays.copyOf(operations, length);
        sockets = Arrays.copyOf(sockets, length);
        places = Arrays.copyOf(places, length);
        sentBytes = Arrays.copyOf(sentBytes, length);
        previous = Arrays.copyOf(previous, length);
        next = Arrays.copyOf(next, length);
    }

    void leaveQueue(int slot) {
        places[slot] = 0;
    }

    void park(int slot, ReadinessSocket socket) {
        if (places[slot] != 0 || sockets[slot] != null) {
            throw new IllegalStateException("not to be parked: slot " + slot);
        }
        sockets[slot] = socket;
    }

    void free(int slot) {
        if (operations[slot] == null) {
            throw new IllegalStateException("slot not in use: " + slot);
        }
        operations[slot] = null;
        sockets[slot] = null;
        places[slot] = 0;
    }

    boolean isUsed(int slot) {
        return slot >= 0 && slot < operations.length && operations[slot] != null;
    }

    TransportOperation operation(int slot) {
        TransportOperation operation = operations[slot];
        if (operation == null) {
            throw new IllegalStateException("slot not in use: " + slot);
        }
        return operation;
    }

    @Nullable ReadinessSocket socket(int slot) {
        return sockets[slot];
    }

    /** The place of a queued operation, or -1. */
    int place(int slot) {
        return places[slot] - 1;
    }

    int sentBytes(int slot) {
        return sentBytes[slot];
    }

    void setSentBytes(int slot, int bytes) {
        sentBytes[slot] = bytes;
    }

    void append(SlotList list, int slot) {
        int last = list.last;
        previous[slot] = last;
        next[slot] = -1;
        list.last = slot;
        if (last < 0) {
            list.first = slot;
        } else {
            next[last] = slot;
        }
    }

    /** The slot behind one of a list, or -1. */
    int next(int slot) {
        return next[slot];
    }

    void unlink(SlotList list, int slot) {
        int before = previous[slot];
        int after = next[slot];
        if (before < 0) {
            list.first = after;
        } else {
            next[before] = after;
        }
        if (after < 0) {
            list.last = before;
        } else {
            previous[after] = before;
        }
    }
}
