package io.tickwire;

/**
 * The memory addresses that reads and receives of one lane are going to fill, so that a second one
 * to the same place is refused. Open addressing with linear probing; a removal closes the gap.
 *
 * <p>At least half of the table is free, else a search for an address that is not there might never
 * end. One intent may claim many addresses, so the table grows when more are claimed at once than
 * ever before, and keeps what it has. The lane's slots and the regions of an intent bound it.
 */
final class BufferClaims {
    private static final long NONE = 0;
    private static final int LENGTH_FIRST = 16;

    /** Its length is a power of two. */
    private long[] addresses = new long[LENGTH_FIRST];

    private int mask = LENGTH_FIRST - 1;
    private int count;

    /** Answers false if the address is claimed already. */
    boolean add(long address) {
        reserve(1);
        int i = home(address);
        while (addresses[i] != NONE) {
            if (addresses[i] == address) {
                return false;
            }
            i = (i + 1) & mask;
        }
        addresses[i] = address;
        count++;
        return true;
    }

    /** Claims all regions or none; answers the first one that is claimed already, or -1. */
    int addAll(Regions regions) {
        reserve(regions.count());
        for (int region = 0; region < regions.count(); region++) {
            if (!add(regions.address(region))) {
                for (int claimed = 0; claimed < region; claimed++) {
                    remove(regions.address(claimed));
                }
                return region;
            }
        }
        return -1;
    }

    void removeAll(Regions regions) {
        for (int region = 0; region < regions.count(); region++) {
            remove(regions.address(region));
        }
    }

    void remove(long address) {
        int i = home(address);
        while (addresses[i] != address) {
            if (addresses[i] == NONE) {
                throw new IllegalStateException(
                        "no claim on address 0x" + Long.toHexString(address));
            }
            i = (i + 1) & mask;
        }
        closeGap(i);
        count--;
    }

    /** Makes room for so many more, before anything is claimed. */
    private void reserve(int more) {
        while (count + more > addresses.length / 2) {
            grow();
        }
    }

    private void grow() {
        long[] smaller = addresses;
        addresses = new long[smaller.length * 2];
        mask = addresses.length - 1;
        for (long address : smaller) {
            if (address != NONE) {
                enter(address);
            }
        }
    }

    private void enter(long address) {
        int i = home(address);
        while (addresses[i] != NONE) {
            i = (i + 1) & mask;
        }
        addresses[i] = address;
    }

    private void closeGap(int gap) {
        int hole = gap;
        for (int i = (hole + 1) & mask; addresses[i] != NONE; i = (i + 1) & mask) {
            int wanted = home(addresses[i]);
            if (((i - wanted) & mask) >= ((i - hole) & mask)) {
                addresses[hole] = addresses[i];
                hole = i;
            }
        }
        addresses[hole] = NONE;
    }

    private int home(long address) {
        return (int) ((address * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }
}
