package io.tickwire.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One page of a file: what programs see of it, and what the device has.
 *
 * <p>The two are one array while they are equal, so syncing copies nothing; the first write after
 * it does. Null stands for zeros. Each page has 8 sectors and each sector a bit: dirty ones are to
 * be written by the next sync; lost ones differ from the device and will not be written, because a
 * sync of them has failed.
 */
final class Page {
    static final int SHIFT = 12;
    static final int BYTES = 1 << SHIFT;
    static final int SECTOR_SHIFT = 9;
    static final int SECTOR_BYTES = 1 << SECTOR_SHIFT;
    static final int ALL_SECTORS = 0xff;
    private static final int SECTORS = BYTES / SECTOR_BYTES;

    /** Which page of the file it is. */
    final long index;

    /** Whether the file has it among those to be looked at by the next sync. */
    boolean isListed;

    private byte @Nullable [] live;
    private byte @Nullable [] device;
    private int dirty;
    private int lost;

    Page(long index) {
        this.index = index;
    }

    /** The bits of the sectors that a part of a page touches; the part is not empty. */
    static int sectors(int from, int length) {
        int first = from >>> SECTOR_SHIFT;
        int last = (from + length - 1) >>> SECTOR_SHIFT;
        return (2 << last) - (1 << first);
    }

    byte @Nullable [] live() {
        return live;
    }

    byte @Nullable [] device() {
        return device;
    }

    /** Whether the device has what programs see. */
    boolean isSettled() {
        return (dirty | lost) == 0;
    }

    /** The bytes to be changed, with the sectors that will be marked as dirty. */
    byte[] forWriting(int sectors) {
        if (live == null) {
            live = new byte[BYTES];
            dirty = device == null ? 0 : ALL_SECTORS;
        } else if (isShared()) {
            live = live.clone();
        }
        dirty |= sectors;
        lost &= ~dirty;
        return live;
    }

    /** Makes the page's end zeros, all of it if from 0. */
    void cut(int from) {
        if (from > 0) {
            if (live != null) {
                Arrays.fill(forWriting(sectors(from, BYTES - from)), from, BYTES, (byte) 0);
            }
        } else if (live != null) {
            live = null;
            dirty = ALL_SECTORS;
            lost = 0;
        }
    }

    /** Brings dirty ones of these sectors to the device. */
    void settle(int sectors) {
        int written = dirty & sectors;
        if (live == null || (written == dirty && lost == 0)) {
            device = live;
            dirty = 0;
            lost = 0;
            return;
        }
        if (written != 0) {
            device = merged(device, live, written);
            dirty &= ~written;
        }
    }

    /** A sync fails: what is dirty will not be written any more. */
    void lose() {
        lost |= dirty;
        dirty = 0;
    }

    /** What the device has becomes zeros from some place on. */
    void cutDevice(int from) {
        if (device == null) {
            return;
        }
        if (from == 0) {
            device = null;
        } else {
            device = device.clone();
            Arrays.fill(device, from, BYTES, (byte) 0);
        }
    }

    /** A crash: what the device has and some of the dirty sectors is what there is. */
    void crash(int kept) {
        int written = dirty & kept;
        if (written != 0) {
            device = live == null ? null : merged(device, live, written);
        }
        live = device;
        dirty = 0;
        lost = 0;
    }

    /** One array stands for both: the identity is the point. */
    @SuppressWarnings("ArrayEquals")
    private boolean isShared() {
        return live == device;
    }

    private static byte[] merged(byte @Nullable [] under, byte[] over, int sectors) {
        byte[] merged = under == null ? new byte[BYTES] : under.clone();
        for (int sector = 0; sector < SECTORS; sector++) {
            if ((sectors & (1 << sector)) != 0) {
                int from = sector << SECTOR_SHIFT;
                System.arraycopy(over, from, merged, from, SECTOR_BYTES);
            }
        }
        return merged;
    }
}
