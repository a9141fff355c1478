package io.tickwire.readiness;

import io.tickwire.IoOpType;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads that work on files, so that a slow disk holds up only what waits for it. Work on one file
 * is done by one thread, in its order; work on paths goes to any.
 *
 * <p>Threads: {@link #submit}, {@link #poll} and {@link #close} belong to the loop's. An operation
 * is handed over by the executor's queue, its result back by {@link #done}. The work in the pool is
 * bounded by the slots of core.
 */
final class FilePool {
    private static final long CLOSE_SECONDS = 5;

    private final FileBackend backend;
    private final ExecutorService[] workers;
    private final Runnable wakeup;
    private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();
    private int next;

    /**
     * Makes the threads' executors; a thread starts with its first work.
     *
     * @param backend does the work
     * @param threads how many, at least 1
     * @param wakeup called by a thread when it has done something
     */
    FilePool(FileBackend backend, int threads, Runnable wakeup) {
        this.backend = backend;
        this.wakeup = wakeup;
        ThreadFactory factory =
                work -> {
                    Thread thread = new Thread(work, "tickwire-files");
                    thread.setDaemon(true);
                    return thread;
                };
        workers = new ExecutorService[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = Executors.newSingleThreadExecutor(factory);
        }
    }

    /**
     * What became of an operation.
     *
     * @param slot the operation's slot
     * @param result the canonical result
     * @param opened the file that an OPEN made
     */
    record Done(int slot, int result, @Nullable ReadinessFile opened) {}

    void submit(TransportOperation operation, @Nullable ReadinessFile file) {
        int worker = file == null ? next++ : System.identityHashCode(file);
        workers[Math.floorMod(worker, workers.length)].execute(
                () -> {
                    done.add(perform(operation, file));
                    wakeup.run();
                });
    }

    private Done perform(TransportOperation operation, @Nullable ReadinessFile file) {
        int slot = operation.slot();
        if (operation.type() != IoOpType.OPEN) {
            return new Done(slot, backend.perform(operation, file, true), null);
        }
        try {
            return new Done(slot, 0, backend.open(operation));
        } catch (IOException failure) {
            return new Done(slot, FileCalls.result(failure), null);
        }
    }

    /** The next result, or null if there is none yet. */
    @Nullable Done poll() {
        return done.poll();
    }

    boolean isDone() {
        return !done.isEmpty();
    }

    /**
     * Ends the threads once their work is done, and closes files that nobody took.
     *
     * @return false if they still work after a while: their buffers are then in use
     */
    boolean close() {
        boolean isInterrupted = Thread.interrupted();
        boolean isOver = true;
        for (ExecutorService worker : workers) {
            worker.shutdown();
        }
        for (ExecutorService worker : workers) {
            try {
                isOver &= worker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                isInterrupted = true;
                isOver &= worker.isTerminated();
            }
        }
        if (!isOver) {
            // What has not begun must not begin: its operations are over for core.
            for (ExecutorService worker : workers) {
                worker.shutdownNow();
            }
        }
        for (Done left = done.poll(); left != null; left = done.poll()) {
            if (left.opened() != null) {
                int unused = left.opened().release();
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return isOver;
    }
}
