package io.tickwire.simulation;

import io.tickwire.spi.Transport;

/**
 * For a real transport underneath, in real time: a nanosecond of this clock is one harvest. What is
 * held back is so for a number of harvests, however long they take.
 */
final class HarvestClock implements ChaosClock {
    /** A harvest may return early; one that gets nowhere must. */
    private static final int PASSES_MAX = 10_000;

    private long harvests;
    private long waitNanos;
    private int passes;

    @Override
    public long now() {
        return harvests;
    }

    @Override
    public void beginHarvest(long newWaitNanos) {
        harvests++;
        waitNanos = newWaitNanos;
        passes = 0;
    }

    @Override
    public boolean pass(Transport inner, long due) {
        if (waitNanos == 0 || passes == PASSES_MAX) {
            return false;
        }
        harvests++;
        passes++;
        if (due == Long.MAX_VALUE) {
            inner.harvest(waitNanos);
            waitNanos = 0;
        }
        return true;
    }
}
