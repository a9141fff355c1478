package io.tickwire;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The completions that were delivered to a lane since it was last sealed, in (sequence, shot) order
 * per delivery point. Reading does not consume; the loop empties it. Its iterator is one object
 * that is used again: do not nest two iterations. Belongs to the loop's thread.
 */
public final class IoInbox implements Iterable<IoCompletion> {
    private final Lane lane;
    private final IoCompletion[] completions;
    private final int[] ids;
    private final Cursor cursor = new Cursor();
    private int size;

    /** An inbox that cannot overflow: its lane has no more intents, and all lanes no more shots. */
    IoInbox(Lane lane, CompletionRing ring, int capacity) {
        this.lane = lane;
        completions = ring.all();
        ids = new int[capacity];
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
