package io.tickwire.simulation;

import io.tickwire.spi.Transport;

/**
 * Virtual time: goes on event by event, so that the transport underneath can be asked after each
 * whether it was for it.
 */
final class ChaosVirtualClock implements ChaosClock {
    private final VirtualTime time;
    private long end;
    private long lookedNanos;

    ChaosVirtualClock(VirtualTime time) {
        this.time = time;
    }

    @Override
    public long now() {
        return time.nanoTime();
    }

    @Override
    public long unseenSince() {
        return lookedNanos;
    }

    @Override
    public void looked() {
        lookedNanos = time.nanoTime();
    }

    @Override
    public void beginHarvest(long waitNanos) {
        long sum = time.nanoTime() + waitNanos;
        end = sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public boolean pass(Transport inner, long due) {
        long now = time.nanoTime();
        if (now >= end) {
            return false;
        }
        // What is due already waits for room underneath, which only time can bring.
        long target = Math.min(Math.max(due, now + 1), end);
        boolean isEvent = time.advanceToEvent(target);
        if (!isEvent && target == Long.MAX_VALUE) {
            throw new IllegalStateException(
                    "waits for ever at " + now + " ns: nothing is held back and nothing planned");
        }
        if (!isEvent) {
            time.advance(target - now);
        }
        looked();
        return true;
    }
}
