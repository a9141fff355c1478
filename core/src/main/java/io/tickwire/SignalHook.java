package io.tickwire;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the end of the process stop a loop, and wait until it is closed. From any thread. The thread
 * that it registers with the virtual machine is taken back when the loop is closed.
 */
final class SignalHook {
    private static final System.Logger LOGGER = System.getLogger(SignalHook.class.getName());

    /** What the loop's thread gets to report, once the loop is closed. */
    private static final long LAST_WORDS_MILLIS = 1000;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<@Nullable Thread> registered = new AtomicReference<>();

    /** Registers it, unless that was done before. */
    void register(Runnable stop, Supplier<@Nullable Thread> owner, long limitNanos) {
        Thread hook = new Thread(() -> stopAndAwait(stop, owner, limitNanos), "tickwire stop");
        if (registered.compareAndSet(null, hook)) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** The loop is closed: the process may end, or goes on without the hook. */
    void closed() {
        closed.countDown();
        Thread hook = registered.get();
        if (hook == null) {
            return;
        }
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, which the hook has seen.
        }
    }

    private void stopAndAwait(Runnable stop, Supplier<@Nullable Thread> owner, long limitNanos) {
        stop.run();
        try {
            if (!closed.await(limitNanos, TimeUnit.NANOSECONDS)) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "a loop was not closed within {0} s",
                        TimeUnit.NANOSECONDS.toSeconds(limitNanos));
                return;
            }
            Thread thread = owner.get();
            if (thread != null) {
                thread.join(LAST_WORDS_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
