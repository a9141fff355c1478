package io.tickwire;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The loop's open resources by id. An id is a place and the generation of its use. */
final class ResourceTable {
    private final int capacity;
    private @Nullable IoResource[] resources = new IoResource[16];
    private int[] generations = new int[16];
    private int[] free = new int[16];
    private int freeCount;
    private int used;

    /** Places kept for resources that are in use already and get their id at delivery. */
    private int reserved;

    ResourceTable(int capacity) {
        this.capacity = capacity;
    }

    boolean isFull() {
        return used - freeCount + reserved >= capacity;
    }

    /** Keeps a place; answers false if there is none. */
    boolean reserve() {
        if (isFull()) {
            return false;
        }
        reserved++;
        return true;
    }

    /** Gives a kept place up. */
    void unreserve() {
        reserved--;
    }

    /** Adds a resource for which a place was kept. */
    void addReserved(IoResource resource) {
        reserved--;
        add(resource);
    }

    void add(IoResource resource) {
        if (isFull()) {
            throw new IllegalStateException("all " + capacity + " resources are open");
        }
        int place = freeCount > 0 ? free[--freeCount] : nextPlace();
        resources[place] = resource;
        resource.identify(((long) generations[place] << 32) | place);
    }

    void remove(IoResource resource) {
        int place = (int) resource.id();
        if (resources[place] != resource) {
            throw new IllegalStateException(resource + " is not in the table");
        }
        resources[place] = null;
        generations[place] = (generations[place] + 1) & Integer.MAX_VALUE;
        free[freeCount++] = place;
    }

    /** The open resource of an id, or null if it was closed or never given. */
    @Nullable IoResource find(long id) {
        int place = (int) id;
        return id >= 0 && place >= 0 && place < used && generations[place] == (int) (id >>> 32)
                ? resources[place]
                : null;
    }

    int size() {
        return used - freeCount;
    }

    void forEach(Consumer<IoResource> action) {
        for (int place = 0; place < used; place++) {
            IoResource resource = resources[place];
            if (resource != null) {
                action.accept(resource);
            }
        }
    }

    private int nextPlace() {
        if (used == resources.length) {
            int larger = Math.min(capacity, 2 * used);
            resources = Arrays.copyOf(resources, larger);
            generations = Arrays.copyOf(generations, larger);
            free = Arrays.copyOf(free, larger);
        }
        return used++;
    }
}
