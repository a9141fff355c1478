package io.tickwire.properties;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Which id a resource gets: a matter of the order of deliveries alone. A place that was given up
 * last is used again first, with a new generation.
 */
final class ModelIds {
    private final int capacity;
    private final Deque<Long> free = new ArrayDeque<>();
    private final Map<Integer, Long> ids = new HashMap<>();
    private long next;
    private int open;

    /** With some resources that are there from the start. */
    ModelIds(int capacity, int fromStart) {
        this.capacity = capacity;
        next = fromStart;
        open = fromStart;
    }

    boolean isFull(int reserved) {
        return open + reserved >= capacity;
    }

    /** A resource is there; answers its id. */
    long opened(int number) {
        open++;
        long id = free.isEmpty() ? next++ : free.pop();
        ids.put(number, id);
        return id;
    }

    void closed(int number) {
        open--;
        free.push(ids.remove(number) + (1L << 32));
    }
}
