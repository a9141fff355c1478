package io.tickwire;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The completions that were delivered to a lane since it was last sealed, in (sequence, shot) order
 * per delivery point. Reading does not consume; the loop empties it. Its iterator is one object
 * that is used again: do not nest two iterations. Belongs to the loop's thread.
 */
public final class IoInbox implements Iterable<IoCompletion> {
    private final TickLoop loop;
    private final Cursor cursor = new Cursor();
    private @Nullable IoCompletion first;
    private @Nullable IoCompletion last;
    private int size;

    IoInbox(TickLoop loop) {
        this.loop = loop;
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
        loop.checkAccess();
        cursor.next = first;
        return cursor;
    }

    void add(IoCompletion completion) {
        completion.next = null;
        if (last == null) {
            first = completion;
        } else {
            last.next = completion;
        }
        last = completion;
        size++;
    }

    /** Takes the first completion out, or answers null. */
    @Nullable IoCompletion poll() {
        IoCompletion taken = first;
        if (taken != null) {
            first = taken.next;
            if (first == null) {
                last = null;
            }
            size--;
        }
        return taken;
    }

    private static final class Cursor implements Iterator<IoCompletion> {
        private @Nullable IoCompletion next;

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public IoCompletion next() {
            IoCompletion current = next;
            if (current == null) {
                throw new NoSuchElementException("no further completion");
            }
            next = current.next;
            return current;
        }
    }
}
