package io.tickwire.simulation;

/** The pages of a device that are in use, of those it has. */
final class Space {
    private long capacityPages;
    private long usedPages;

    Space(long capacityPages) {
        this.capacityPages = capacityPages;
    }

    void capacityPages(long pages) {
        capacityPages = pages;
    }

    /** Pages that are free; none if the capacity fell below what is used. */
    long freePages() {
        return Math.max(0, capacityPages - usedPages);
    }

    /** Takes pages, all or none. */
    boolean take(long pages) {
        if (pages > freePages()) {
            return false;
        }
        usedPages += pages;
        return true;
    }

    void giveBack(long pages) {
        if (pages > usedPages) {
            throw new IllegalStateException(pages + " pages given back of " + usedPages);
        }
        usedPages -= pages;
    }

    /** After a crash: what is left in use. */
    void usedPages(long pages) {
        usedPages = pages;
    }
}
