package io.tickwire.spi;

import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Ends Netty's loop under a transport. The loop's own thread calls it, when nothing of the
 * transport is left on the loop.
 *
 * <p>The limit is looked at between runs of the loop: nothing ends a run from outside, and a ring
 * may be entered by its own thread only. So a transport sees to it first that no run has anything
 * of its own to wait for.
 */
public final class LoopTermination {
    private static final Logger LOGGER = System.getLogger(LoopTermination.class.getName());
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private LoopTermination() {}

    /**
     * Shuts a loop down and runs it until it has ended, or a few seconds have passed; in that case
     * one warning is logged, and what the loop holds is not freed. A program that has shut the loop
     * down by itself, with a quiet period, can make it last that long.
     *
     * @param loop a loop that was started
     * @return whether it has ended
     */
    public static boolean await(ManualIoEventLoop loop) {
        return await(loop, LIMIT_NANOS);
    }

    static boolean await(ManualIoEventLoop loop, long limitNanos) {
        // A quiet period would cost two seconds.
        Future<?> termination = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        long start = System.nanoTime();
        while (!termination.isDone() && System.nanoTime() - start < limitNanos) {
            loop.runNow();
        }
        if (!termination.isDone()) {
            LOGGER.log(Level.WARNING, "Netty's loop did not end in time: it is abandoned");
        }
        return termination.isDone();
    }
}
