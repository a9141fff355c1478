package io.tickwire.internal;

import java.util.Arrays;

/**
 * Finds entries by a {@link KeyedHash} of theirs: open addressing with linear probing, at most half
 * full. Entries are small numbers, by which the owner keeps what belongs to them; which number an
 * entry gets depends on the order of calls alone, not on hashes. Allocates only when it grows. For
 * one thread at a time.
 */
public final class HashIndex {
    /** What {@link #find} answers for a hash that no entry has. */
    public static final int NONE = -1;

    private static final int FIRST_ENTRIES = 16;

    /** Entries by place. */
    private int[] places = new int[0];

    private long[] hashes = new long[0];
    private int[] free = new int[0];
    private int freeCount;
    private int used;
    private long probes;

    /** Makes an empty index. */
    public HashIndex() {}

    /**
     * The entry of a hash. That it is the one looked for is for the owner to check, if two keys of
     * one hash in 2<sup>64</sup> would do harm.
     */
    public int find(long hash) {
        if (used == freeCount) {
            return NONE;
        }
        int place = home(hash);
        while (true) {
            probes++;
            int entry = places[place];
            if (entry == NONE || hashes[entry] == hash) {
                return entry;
            }
            place = next(place);
        }
    }

    /** Makes an entry for a hash that none has; answers its number, from 0 up. */
    public int add(long hash) {
        if (freeCount == 0 && used == hashes.length) {
            grow();
        }
        int entry = freeCount > 0 ? free[--freeCount] : used++;
        hashes[entry] = hash;
        enter(entry);
        return entry;
    }

    /** Removes an entry, whose number is given again. */
    public void remove(int entry) {
        int hole = home(hashes[entry]);
        while (places[hole] != entry) {
            hole = next(hole);
        }
        close(hole);
        free[freeCount++] = entry;
    }

    /** How many entries there are. */
    public int size() {
        return used - freeCount;
    }

    /** One more than the highest number given so far. */
    public int numbers() {
        return used;
    }

    /** Places that were looked at by all calls of {@link #find} so far. */
    public long probes() {
        return probes;
    }

    /** Moves the entries behind a hole up, so that each is found from its home without a gap. */
    private void close(int emptied) {
        int hole = emptied;
        int mask = places.length - 1;
        for (int at = next(hole); places[at] != NONE; at = next(at)) {
            int fromHome = (at - home(hashes[places[at]])) & mask;
            if (fromHome >= ((at - hole) & mask)) {
                places[hole] = places[at];
                hole = at;
            }
        }
        places[hole] = NONE;
    }

    private void grow() {
        int entries = Math.max(FIRST_ENTRIES, 2 * used);
        hashes = Arrays.copyOf(hashes, entries);
        free = new int[entries];
        places = new int[2 * entries];
        Arrays.fill(places, NONE);
        for (int entry = 0; entry < used; entry++) {
            enter(entry);
        }
    }

    private void enter(int entry) {
        int place = home(hashes[entry]);
        while (places[place] != NONE) {
            place = next(place);
        }
        places[place] = entry;
    }

    private int home(long hash) {
        return (int) hash & (places.length - 1);
    }

    private int next(int place) {
        return (place + 1) & (places.length - 1);
    }
}
