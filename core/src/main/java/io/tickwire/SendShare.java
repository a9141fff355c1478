package io.tickwire;

/**
 * How many pending sends one stream may have in a lane, which all streams share. While the lane's
 * pending sends take less than a quarter of its quota, the stream's own bound is the only one. From
 * there on each further quarter leaves a stream an eighth of what the one before left: 1/256 of the
 * quota, 1/2048, 1/16384, and always one send. So streams whose peers do not read hold a quarter
 * and a share each, and what others send finds room.
 *
 * <p>Changes when intents are sealed and delivered only, as all that a program can see.
 */
final class SendShare {
    /** By which part of the quota a stream's share shrinks with each quarter that is taken. */
    private static final int[] SHIFTS = {8, 11, 14};

    private final int quota;
    private final int quarter;
    private int pending;

    SendShare(int quota) {
        this.quota = quota;
        quarter = Math.max(1, quota / (SHIFTS.length + 1));
    }

    /** The most sends that a stream may have pending, a further one included; at least 1. */
    int perStream() {
        if (pending < quarter) {
            return Integer.MAX_VALUE;
        }
        int taken = Math.min(pending / quarter, SHIFTS.length);
        return Math.max(1, quota >> SHIFTS[taken - 1]);
    }

    void add() {
        pending++;
    }

    void remove() {
        pending--;
    }
}
