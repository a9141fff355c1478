package io.tickwire.properties;

import io.tickwire.watch.LoopClock;

/** A clock that stands still within a tick. At the end it runs, so that no wait is for ever. */
final class ManualClock implements LoopClock {
    static final long MILLI = 1_000_000;

    private long nowNanos;
    private boolean isFree;

    @Override
    public long nanoTime() {
        nowNanos += isFree ? MILLI : 0;
        return nowNanos;
    }

    void step() {
        nowNanos += MILLI;
    }

    void run() {
        isFree = true;
    }
}
