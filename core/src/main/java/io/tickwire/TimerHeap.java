package io.tickwire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Intents that wait for the tick clock, by (deadline, sequence): a binary heap that can remove. */
final class TimerHeap {
    private static final int CAPACITY_FIRST = 64;

    /** Grows with the most intents that there were at once, at most one a slot. */
    private Intent[] heap = new Intent[CAPACITY_FIRST];

    private int size;

    boolean holds(Intent intent) {
        int index = intent.heapIndex;
        return index >= 0 && index < size && heap[index] == intent;
    }

    int size() {
        return size;
    }

    /** When the next timer fires on the tick clock, or {@link Long#MAX_VALUE}. */
    long nextDeadlineNanos() {
        return size == 0 ? Long.MAX_VALUE : heap[0].deadlineNanos;
    }

    /** Makes room for so many intents in all. */
    void reserve(int intents) {
        if (intents > heap.length) {
            heap = Arrays.copyOf(heap, Math.max(intents, 2 * heap.length));
        }
    }

    void add(Intent intent, long deadlineNanos) {
        intent.deadlineNanos = deadlineNanos;
        siftUp(intent, size++);
    }

    /** Takes out the first timer that is due, or answers null. */
    @Nullable Intent pollDue(long nowNanos) {
        if (size == 0 || heap[0].deadlineNanos > nowNanos) {
            return null;
        }
        Intent due = heap[0];
        remove(due);
        return due;
    }

    void remove(Intent intent) {
        if (!holds(intent)) {
            throw new IllegalStateException(intent + " is not among the timers");
        }
        int hole = intent.heapIndex;
        intent.heapIndex = -1;
        Intent moved = heap[--size];
        if (moved != intent) {
            siftDown(moved, hole);
            if (heap[hole] == moved) {
                siftUp(moved, hole);
            }
        }
    }

    private void siftUp(Intent intent, int start) {
        int at = start;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!isBefore(intent, heap[parent])) {
                break;
            }
            place(heap[parent], at);
            at = parent;
        }
        place(intent, at);
    }

    private void siftDown(Intent intent, int start) {
        int at = start;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], intent)) {
                break;
            }
            place(heap[child], at);
            at = child;
        }
        place(intent, at);
    }

    private void place(Intent intent, int at) {
        heap[at] = intent;
        intent.heapIndex = at;
    }

    private static boolean isBefore(Intent a, Intent b) {
        return a.deadlineNanos < b.deadlineNanos
                || (a.deadlineNanos == b.deadlineNanos && a.sequence < b.sequence);
    }
}
