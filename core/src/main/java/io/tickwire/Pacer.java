package io.tickwire;

import io.tickwire.LoopStats.Counter;

/**
 * Starts the ticks of a run, by the clock or when something is ready, until a stop or an interrupt.
 */
final class Pacer {
    private final TickLoop loop;
    private final LoopHome home;
    private final TickEngine engine;
    private final TickClock clock;
    private final LoopStats stats;

    /** Whether a stop had been requested at the last look. */
    private boolean hasSeenStop;

    Pacer(TickLoop loop, LoopHome home, TickEngine engine, TickClock clock, LoopStats stats) {
        this.loop = loop;
        this.home = home;
        this.engine = engine;
        this.clock = clock;
        this.stats = stats;
    }

    /** Answers whether a stop has ended the run, and not an interrupt. */
    boolean run(TickRate rate) {
        if (rate.periodNanos() > 0) {
            runAtFixedRate(rate);
        } else {
            runWhenReady(rate.maxIdleNanos());
        }
        return hasSeenStop;
    }

    private void runAtFixedRate(TickRate rate) {
        long period = rate.periodNanos();
        long firstTickNanos = clock.number() < 0 ? 0 : clock.timeNanos() + period;
        long start = clock.systemNanos();
        try {
            for (long due = 0; sleepUntil(start + due * period); due++) {
                long behind = (clock.systemNanos() - start) / period - due;
                if (behind > 0) {
                    stats.add(Counter.OVERRUNS, 1);
                    long skipped = Math.max(0, behind - rate.catchUpTicks());
                    stats.add(Counter.SKIPPED, skipped);
                    due += skipped;
                }
                loop.tickAt(firstTickNanos + due * period, false);
            }
        } finally {
            clock.continueFromTick();
        }
    }

    /** The first tick starts at once: only a tick can queue what others would wait for. */
    private void runWhenReady(long maxIdleNanos) {
        while (!isEnding()) {
            loop.tickAt(clock.nowNanos(), true);
            awaitReady(maxIdleNanos);
        }
    }

    /** Answers false if a stop or an interrupt came first. */
    private boolean sleepUntil(long deadlineNanos) {
        while (!isEnding()) {
            long left = deadlineNanos - clock.systemNanos();
            if (left <= 0) {
                return true;
            }
            clock.park(left);
        }
        return false;
    }

    /**
     * Waits until a tick has something to do, a stop or an interrupt comes, or the time is over.
     */
    private void awaitReady(long maxIdleNanos) {
        long start = clock.nowNanos();
        long now = start;
        while (!isEnding() && !home.isTickWanted() && !engine.isReady(now)) {
            long idleLeft = left(maxIdleNanos, now - start);
            if (idleLeft <= 0) {
                return;
            }
            loop.await(Math.min(idleLeft, left(engine.nextTimerNanos(), now)));
            now = clock.nowNanos();
        }
    }

    /** What is left of a limit; {@link Long#MAX_VALUE} stays what it is, no limit. */
    private static long left(long limitNanos, long goneNanos) {
        return limitNanos == Long.MAX_VALUE ? Long.MAX_VALUE : limitNanos - goneNanos;
    }

    private boolean isEnding() {
        hasSeenStop = loop.isStopRequested();
        return hasSeenStop || Thread.currentThread().isInterrupted();
    }
}
