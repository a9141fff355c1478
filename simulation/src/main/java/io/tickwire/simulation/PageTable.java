package io.tickwire.simulation;

import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file's pages, in groups so that a hole of any length costs nothing. Counts the pages that have
 * space on the device: those written to and those reserved by ALLOCATE.
 */
final class PageTable {
    private static final int GROUP_SHIFT = 6;
    private static final int GROUP_PAGES = 1 << GROUP_SHIFT;

    private final Space space;
    private final TreeMap<Long, Group> groups = new TreeMap<>();
    private @Nullable Group latest;
    private long allocatedPages;

    PageTable(Space space) {
        this.space = space;
    }

    /** The pages of 256 KiB. */
    private static final class Group {
        final long number;
        final @Nullable Page[] pages = new Page[GROUP_PAGES];

        /** A bit for each page that has space. */
        long allocated;

        Group(long number) {
            this.number = number;
        }
    }

    long allocatedPages() {
        return allocatedPages;
    }

    /** The page, or null where nothing was ever written. */
    @Nullable Page at(long index) {
        Group group = group(index >>> GROUP_SHIFT);
        return group == null ? null : group.pages[(int) index & (GROUP_PAGES - 1)];
    }

    /** The page, made and given space if need be; null if there is no space. */
    @Nullable Page allocated(long index) {
        Group group = madeGroup(index >>> GROUP_SHIFT);
        int place = (int) index & (GROUP_PAGES - 1);
        long bit = 1L << place;
        if ((group.allocated & bit) == 0) {
            if (!space.take(1)) {
                return null;
            }
            allocatedPages++;
            group.allocated |= bit;
        }
        Page page = group.pages[place];
        if (page == null) {
            page = new Page(index);
            group.pages[place] = page;
        }
        return page;
    }

    /** Gives space to all pages from one to another; to none if there is too little. */
    boolean reserve(long first, long last) {
        long missing = last - first + 1;
        if (missing - allocatedPages > space.freePages()) {
            return false; // Before a look at each group: there may be very many.
        }
        for (Group group : groups.subMap(groupOf(first), true, groupOf(last), true).values()) {
            missing -= Long.bitCount(group.allocated & mask(group.number, first, last));
        }
        if (!space.take(missing)) {
            return false;
        }
        allocatedPages += missing;
        for (long number = groupOf(first); number <= groupOf(last); number++) {
            madeGroup(number).allocated |= mask(number, first, last);
        }
        return true;
    }

    /**
     * Takes the space from all pages from one on, and shows them to the caller.
     *
     * @return how many pages had space, which the caller gives back
     */
    long release(long first, Consumer<Page> each) {
        long count = 0;
        for (Group group : groups.tailMap(groupOf(first), true).values()) {
            int from = (int) Math.max(0, first - (group.number << GROUP_SHIFT));
            long released = group.allocated & (-1L << from);
            group.allocated &= ~released;
            count += Long.bitCount(released);
            for (int i = from; i < GROUP_PAGES; i++) {
                Page page = group.pages[i];
                if (page != null) {
                    each.accept(page);
                }
            }
        }
        allocatedPages -= count;
        return count;
    }

    /** Shows all pages in their order. */
    void forEach(Consumer<Page> each) {
        for (Group group : groups.values()) {
            for (Page page : group.pages) {
                if (page != null) {
                    each.accept(page);
                }
            }
        }
    }

    /** After a crash: a page has space if it has bytes, or has none but was reserved. */
    void recount() {
        allocatedPages = 0;
        for (Group group : groups.values()) {
            for (int i = 0; i < GROUP_PAGES; i++) {
                Page page = group.pages[i];
                if (page != null) {
                    long bit = 1L << i;
                    group.allocated &= ~bit;
                    group.allocated |= page.live() == null ? 0 : bit;
                }
            }
            allocatedPages += Long.bitCount(group.allocated);
        }
    }

    private @Nullable Group group(long number) {
        Group found = latest;
        if (found == null || found.number != number) {
            found = groups.get(number);
            if (found != null) {
                latest = found;
            }
        }
        return found;
    }

    private Group madeGroup(long number) {
        Group found = group(number);
        if (found == null) {
            found = new Group(number);
            groups.put(number, found);
            latest = found;
        }
        return found;
    }

    private static long groupOf(long index) {
        return index >>> GROUP_SHIFT;
    }

    /** The bits of a group for the pages from one to another. */
    private static long mask(long number, long first, long last) {
        long start = number << GROUP_SHIFT;
        long from = Math.max(0, first - start);
        long to = Math.min(GROUP_PAGES - 1, last - start);
        return (-1L << from) & (-1L >>> (GROUP_PAGES - 1 - to));
    }
}
