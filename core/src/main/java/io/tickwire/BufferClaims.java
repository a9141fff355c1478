package io.tickwire;

/**
 * The memory addresses that reads and receives of one lane are going to fill, so that a second one
 * to the same place is refused. Open addressing with linear probing; a removal closes the gap.
 */
final class BufferClaims {
    private static final long NONE = 0;

    private final long[] addresses;
    private final int mask;

    BufferClaims(int capacity) {
        addresses = new long[Integer.highestOneBit(Math.max(capacity, 4) - 1) << 2];
        mask = addresses.length - 1;
    }

    /** Answers false if the address is claimed already. */
    boolean add(long address) {
        int i = home(address);
        while (addresses[i] != NONE) {
            if (addresses[i] == address) {
                return false;
            }
            i = (i + 1) & mask;
        }
        addresses[i] = address;
        return true;
    }

    /** Claims all regions or none; answers the first one that is claimed already, or -1. */
    int addAll(Regions regions) {
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
