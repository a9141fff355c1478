package io.tickwire.readiness;

import io.tickwire.spi.TransportOperation;
import org.jspecify.annotations.Nullable;

/**
 * The operations with the transport, by slot. An operation is <em>queued</em> from submit to flush,
 * <em>parked</em> on a socket while it would block, and gone with its last completion. Bounded by
 * the number of slots. Belongs to the loop's thread.
 */
final class SlotTable {
    private final @Nullable TransportOperation[] operations;
    private final @Nullable ReadinessSocket[] sockets;

    /** The place in the queue, plus one, of a queued operation; 0 once it has left the queue. */
    private final int[] places;

    /** Bytes that a parked SEND has sent. */
    private final int[] sentBytes;

    /** The neighbours of a slot in its {@link SlotList}. */
    private final int[] previous;

    private final int[] next;

    SlotTable(int slots) {
        operations = new TransportOperation[slots];
        sockets = new ReadinessSocket[slots];
        places = new int[slots];
        sentBytes = new int[slots];
        previous = new int[slots];
        next = new int[slots];
    }

    void take(TransportOperation operation, int place) {
        int slot = operation.slot();
        if (operations[slot] != null) {
            throw new IllegalStateException("slot in use: " + slot);
        }
        operations[slot] = operation;
        places[slot] = place + 1;
        sentBytes[slot] = 0;
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
