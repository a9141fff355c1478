package io.tickwire;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations by their length, to 1/32 of it. Written by the loop's thread without a lock or
 * an allocation, read by any.
 */
final class TimeCounts {
    /** Steps in each doubling. */
    private static final int STEP_BITS = 5;

    private static final int STEPS = 1 << STEP_BITS;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - STEP_BITS) * STEPS);
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong max = new AtomicLong();

    /** On the loop's thread; what is below 0 counts as 0. */
    void record(long nanos) {
        long duration = Math.max(0, nanos);
        int place = place(duration);
        last.setOpaque(duration);
        if (duration > max.getPlain()) {
            max.setOpaque(duration);
        }
        counts.setOpaque(place, counts.getPlain(place) + 1);
    }

    TickTimes read() {
        long[] copy = new long[counts.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts.getOpaque(i);
        }
        return new TickTimes(last.getOpaque(), max.getOpaque(), copy);
    }

    /**
     * Durations below 32 have a place each; above, 32 places have twice the width of those before.
     */
    static int place(long duration) {
        int doublings =
                Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(duration) - 1 - STEP_BITS);
        return doublings * STEPS + (int) (duration >>> doublings);
    }

    /** The longest duration that is counted in a place. */
    static long longest(int place) {
        int doublings = Math.max(0, place / STEPS - 1);
        return ((place - (long) doublings * STEPS + 1) << doublings) - 1;
    }
}
