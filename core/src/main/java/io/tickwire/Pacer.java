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
    private final Shutdown shutdown;

    /** What has ended the run, at the last look. */
    private End end = End.NONE;

    /** Why a run ends. */
    enum End {
        NONE,
        STOP,
        PAUSE,
        INTERRUPT
    }

    Pacer(TickLoop loop, LoopParts parts, TickClock clock) {
        this.loop = loop;
        this.clock = clock;
        home = parts.home;
        engine = parts.engine;
        stats = parts.stats;
        shutdown = parts.shutdown;
    }

    /** Answers what has ended the run. */
    End run(TickRate rate) {
        if (rate.periodNanos() > 0) {
            runAtFixedRate(rate);
        } else {
            runWhenReady(rate.maxIdleNanos());
        }
        return end;
    }

    private void runAtFixedRate(TickRate rate) {
        long period = rate.periodNanos();
        long firstTickNanos = clock.number() < 0 ? 0 : clock.timeNanos() + period;
        long start = clock.systemNanos();
        try {
            for (long due = 0;
                    sleepUntil(start + due * period, firstTickNanos + due * period);
                    due++) {
                long sinceStart = clock.systemNanos() - start;
                long behind = sinceStart / period - due;
                if (behind > 0) {
                    stats.add(Counter.OVERRUNS, 1);
                    long skipped = Math.max(0, behind - rate.catchUpTicks());
                    stats.add(Counter.SKIPPED, skipped);
                    due += skipped;
                }
                stats.tickBeganLate(sinceStart - due * period);
                loop.tickAt(firstTickNanos + due * period, false);
            }
        } finally {
            clock.continueFromTick();
        }
    }

    /** The first tick starts at once: only a tick can queue what others would wait for. */
    private void runWhenReady(long maxIdleNanos) {
        for (long now = clock.nowNanos(); !isEnding(now); now = clock.nowNanos()) {
            loop.tickAt(now, true);
            awaitReady(maxIdleNanos);
        }
    }

    /**
     * Answers false if the run's end came first. Nobody waits for longer than a shutdown may take
     * to be told of it.
     */
    private boolean sleepUntil(long deadlineNanos, long tickNanos) {
        while (!isEnding(tickNanos)) {
            long left = deadlineNanos - clock.systemNanos();
            if (left <= 0 || (isShutdownDue() && left > shutdown.leftNanos(tickNanos))) {
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
        while (!isEnding(now) && !isShutdownDue() && !home.isTickWanted() && !engine.isReady(now)) {
            long idleLeft = left(maxIdleNanos, now - start);
            if (idleLeft <= 0) {
                return;
            }
            long most = Math.min(idleLeft, left(engine.nextTimerNanos(), now));
            loop.await(shutdown.isBegun() ? Math.min(most, shutdown.leftNanos(now)) : most);
            now = clock.nowNanos();
        }
    }

    /** What is left of a limit; {@link Long#MAX_VALUE} stays what it is, no limit. */
    private static long left(long limitNanos, long goneNanos) {
        return limitNanos == Long.MAX_VALUE ? Long.MAX_VALUE : limitNanos - goneNanos;
    }

    /** Whether a stop was requested, and no tick has begun since. */
    private boolean isShutdownDue() {
        return loop.isStopRequested() && !shutdown.isBegun();
    }

    /** Whether no tick is to follow, the next one of which would begin at a time. */
    private boolean isEnding(long tickNanos) {
        if (loop.isStopRequested() && shutdown.isOver(tickNanos)) {
            end = End.STOP;
        } else if (loop.isPauseRequested()) {
            end = End.PAUSE;
        } else if (Thread.currentThread().isInterrupted()) {
            end = End.INTERRUPT;
        } else {
            end = End.NONE;
        }
        return end != End.NONE;
    }
}
