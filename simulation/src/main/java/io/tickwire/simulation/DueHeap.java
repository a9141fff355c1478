package io.tickwire.simulation;

import java.util.Arrays;

/**
 * Slots by when they are due, then by a number that breaks ties. Each slot is in it once at most,
 * so it never overflows. A binary heap that knows where each slot is. For one thread.
 */
final class DueHeap {
    private final int[] heap;
    private final int[] places;
    private final long[] dues;
    private final long[] orders;
    private int count;

    DueHeap(int slots) {
        heap = new int[slots];
        places = new int[slots];
        dues = new long[slots];
        orders = new long[slots];
        Arrays.fill(places, -1);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** When the first one is due, or {@link Long#MAX_VALUE}. */
    long nextDue() {
        return count == 0 ? Long.MAX_VALUE : dues[heap[0]];
    }

    void add(int slot, long due, long order) {
        if (places[slot] >= 0) {
            throw new IllegalStateException("in the heap already: slot " + slot);
        }
        dues[slot] = due;
        orders[slot] = order;
        siftUp(count++, slot);
    }

    /** Takes the first one. */
    int poll() {
        int first = heap[0];
        remove(first);
        return first;
    }

    void remove(int slot) {
        int place = places[slot];
        if (place < 0) {
            throw new IllegalStateException("not in the heap: slot " + slot);
        }
        places[slot] = -1;
        int last = heap[--count];
        if (last == slot) {
            return;
        }
        siftDown(place, last);
        if (heap[place] == last) {
            siftUp(place, last);
        }
    }

    private void siftUp(int from, int slot) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (isBefore(heap[parent], slot)) {
                break;
            }
            put(place, heap[parent]);
            place = parent;
        }
        put(place, slot);
    }

    private void siftDown(int from, int slot) {
        int place = from;
        for (int child = 2 * place + 1; child < count; child = 2 * place + 1) {
            if (child + 1 < count && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], slot)) {
                break;
            }
            put(place, heap[child]);
            place = child;
        }
        put(place, slot);
    }

    private void put(int place, int slot) {
        heap[place] = slot;
        places[slot] = place;
    }

    private boolean isBefore(int one, int other) {
        return dues[one] < dues[other] || (dues[one] == dues[other] && orders[one] < orders[other]);
    }
}
