package io.tickwire.iouring;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps rings on platform threads: a ring belongs to the kernel thread that enabled it, and a
 * virtual thread may change its own at any time.
 */
final class PlatformThreads {
    private PlatformThreads() {}

    /** Calls on a thread of its own, which leaves nothing of a ring behind on the caller's. */
    static <T> T call(String name, long timeoutSeconds, Callable<T> task) throws IOException {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, name);
        thread.setDaemon(true);
        thread.start();
        try {
            return future.get(timeoutSeconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(name + ": interrupted", e);
        } catch (TimeoutException e) {
            throw new IOException(name + ": no result within " + timeoutSeconds + " s", e);
        } catch (ExecutionException e) {
            throw failure(name, e);
        }
    }

    private static IOException failure(String name, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof IOException io
                ? io
                : new IOException(name + ": " + cause.getMessage(), cause);
    }
}
