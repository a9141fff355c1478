package io.tickwire.iouring;

import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Counts what Netty's handler is given for its submission queue, by channels on the loop too. Made
 * on any thread, then read by the loop's.
 *
 * <p>The handler tells nobody how full its queue is. But for each entry it asks whose thread it is
 * on, and has an entry from another thread come back as a task: this stands between it and the loop
 * and counts. It also counts a few things that are no entries, so the count is an upper bound.
 */
final class QueueWatch {
    private long entries;

    /** Has the handlers of a factory watched: of one loop, that is. */
    IoHandlerFactory over(IoHandlerFactory factory) {
        return loop -> factory.newHandler(new Counter(loop));
    }

    /** At least as many as were added so far, but for those that Netty adds for itself. */
    long entries() {
        return entries;
    }

    private final class Counter implements ThreadAwareExecutor {
        private final ThreadAwareExecutor loop;

        Counter(ThreadAwareExecutor loop) {
            this.loop = loop;
        }

        @Override
        public boolean isExecutorThread(Thread thread) {
            boolean isLoop = loop.isExecutorThread(thread);
            if (isLoop) {
                entries++;
            }
            return isLoop;
        }

        @Override
        public void execute(Runnable command) {
            loop.execute(
                    () -> {
                        entries++;
                        command.run();
                    });
        }
    }
}
