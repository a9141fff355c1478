package io.tickwire.properties;

import java.util.List;
import java.util.Optional;

/**
 * A step that has found what it is about: one intent, told without any class of core.
 *
 * @param id names it in the whole run; its lane is in it
 * @param number the file or stream that it is about, {@link #OPENED} or {@link #NONE}
 * @param other the file of a SPLICE; the listener of an ACCEPT or CONNECT
 * @param path below the lane's folder, empty for none
 * @param newPath where a RENAME goes
 * @param target the intent that a cancel is to end, or {@link #NONE}
 */
record Act(
        int id,
        Op op,
        Link link,
        Timing timing,
        Step.Extras extras,
        Optional<List<Step>> then,
        int number,
        int other,
        String path,
        String newPath,
        int from,
        int size,
        int target) {
    static final int NONE = -1;

    /** The file that the chain's OPEN makes. */
    static final int OPENED = -2;

    private static final int LANE_SHIFT = 12;
    private static final int SHOT_SHIFT = 10;
    private static final String[] HOW = {
        "r", "rw", "w", "rw+create", "rw+new", "w+cut", "rw+create+cut"
    };

    static int id(int lane, int count) {
        return lane << LANE_SHIFT | count;
    }

    int lane() {
        return id >> LANE_SHIFT;
    }

    /** The resource that its completion makes. */
    int made(int shot) {
        return id << SHOT_SHIFT | shot;
    }

    /** How an OPEN is meant. */
    String how() {
        return op == Op.OPEN_DATA ? "r" : HOW[from % HOW.length];
    }

    /** The lengths of the regions of a vectored operation: one to three. */
    int[] regions() {
        int count = Math.min(size, 1 + from % 3);
        int[] lengths = new int[count];
        java.util.Arrays.fill(lengths, size / count);
        lengths[count - 1] += size % count;
        return lengths;
    }

    /** What a write or send carries. */
    byte[] content() {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (id * 131 + (i >> 8) * 17 + i * 7 + 3);
        }
        return bytes;
    }

    static String name(int id) {
        return id < 0 ? "none" : (id >> LANE_SHIFT) + "#" + (id & (1 << LANE_SHIFT) - 1);
    }

    @Override
    public String toString() {
        return name(id)
                + ' '
                + op
                + ' '
                + path
                + (number == OPENED
                        ? " opened"
                        : number == NONE ? "" : " of " + name(number >> SHOT_SHIFT))
                + (target == NONE ? "" : " target " + name(target))
                + " from "
                + from
                + " size "
                + size
                + ' '
                + timing
                + ' '
                + link
                + ' '
                + extras;
    }
}
