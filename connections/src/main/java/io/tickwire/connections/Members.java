package io.tickwire.connections;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Goes through the clients that were admitted and are not to leave. */
final class Members<C> implements Iterator<C> {
    private final List<StreamConnection<C>> open;
    private int next;

    Members(List<StreamConnection<C>> open) {
        this.open = open;
    }

    @Override
    public boolean hasNext() {
        while (next < open.size() && !open.get(next).isIn()) {
            next++;
        }
        return next < open.size();
    }

    @Override
    public C next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return open.get(next++).client();
    }
}
