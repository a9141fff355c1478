package io.tickwire;

import io.tickwire.spi.GroupBuffers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The receives that are to take buffers of one group, by (turn, sequence): whoever was served
 * longest ago comes first, and neither threads nor the kernel have a say in it. A binary heap that
 * can remove; it grows with the most intents that there were at once.
 */
final class GroupQueue {
    private static final int INITIAL = 16;

    private final GroupBuffers group;
    private final Intent[] table;
    private int[] heap = new int[INITIAL];
    private int size;
    private int hungry;

    GroupQueue(GroupBuffers group, Intent[] table) {
        this.group = group;
        this.table = table;
    }

    GroupBuffers group() {
        return group;
    }

    int size() {
        return size;
    }

    /** How many are known to have data: those that had to pause for want of buffers. */
    int hungry() {
        return hungry;
    }

    /** Makes room for so many intents in all. */
    void reserve(int intents) {
        if (intents > heap.length) {
            heap = Arrays.copyOf(heap, Math.max(intents, 2 * heap.length));
        }
    }

    void add(Intent intent) {
        hungry += intent.isHungry ? 1 : 0;
        siftUp(intent, size++);
    }

    /** Takes out the one that was served longest ago, or answers null. */
    @Nullable Intent poll() {
        if (size == 0) {
            return null;
        }
        Intent first = table[heap[0]];
        remove(first);
        return first;
    }

    void remove(Intent intent) {
        int hole = intent.readyIndex;
        if (hole < 0 || hole >= size || heap[hole] != intent.slot) {
            throw new IllegalStateException(intent + " does not wait for buffers");
        }
        intent.readyIndex = -1;
        hungry -= intent.isHungry ? 1 : 0;
        Intent moved = table[heap[--size]];
        if (moved != intent) {
            siftDown(moved, hole);
            if (heap[hole] == moved.slot) {
                siftUp(moved, hole);
            }
        }
    }

    void clear() {
        size = 0;
        hungry = 0;
    }

    private void siftUp(Intent intent, int start) {
        int at = start;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!isBefore(intent, table[heap[parent]])) {
                break;
            }
            place(table[heap[parent]], at);
            at = parent;
        }
        place(intent, at);
    }

    private void siftDown(Intent intent, int start) {
        int at = start;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(table[heap[child + 1]], table[heap[child]])) {
                child++;
            }
            if (!isBefore(table[heap[child]], intent)) {
                break;
            }
            place(table[heap[child]], at);
            at = child;
        }
        place(intent, at);
    }

    private void place(Intent intent, int at) {
        heap[at] = intent.slot;
        intent.readyIndex = at;
    }

    private static boolean isBefore(Intent a, Intent b) {
        return a.turn < b.turn || (a.turn == b.turn && a.sequence < b.sequence);
    }
}
