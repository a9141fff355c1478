package io.tickwire;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The completions that were delivered to a lane since it was last sealed, in (sequence, shot) order
 * per delivery point. Reading does not consume; the loop empties it. Its iterator is one object
 * that is used again: do not nest two iterations. Belongs to the loop's thread.
 */
public final class IoInbox implements Iterable<IoCompletion> {
    private static final int IDS_FIRST = 64;

    private final Lane lane;
    private final IoCompletion[] completions;
    private int[] ids = new int[IDS_FIRST];
    private final Cursor cursor = new Cursor();
    private int size;

    /** An inbox that is bounded by the lane's slots and by the shots that there are. */
    IoInbox(Lane lane, CompletionRing ring) {
        this.lane = lane;
        completions = ring.all();
    }

    /**
     * How many completions there are.
     *
     * @return a count
     */
    public int size() {
        return size;
    }

    /**
     * Whether there are none.
     *
     * @return true if {@link #size()} is 0
     */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Starts from the first completion.
     *
     * @return the inbox's one iterator; it cannot remove
     */
    @Override
    public Iterator<IoCompletion> iterator() {
        lane.checkAccess();
        cursor.next = 0;
        return cursor;
    }

    void add(IoCompletion completion) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
        }
        ids[size++] = completion.id;
    }

    IoCompletion completion(int i) {
        return completions[ids[i]];
    }

    void clear() {
        size = 0;
    }

    private final class Cursor implements Iterator<IoCompletion> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public IoCompletion next() {
            if (next >= size) {
                throw new NoSuchElementException("no further completion");
            }
            return completion(next++);
        }
    }
}
