package io.tickwire.readiness;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.Replacement;
import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.readiness.files.FileCalls;
import io.tickwire.readiness.files.Replacements;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads that work on files, so that a slow disk holds up only what waits for it. Work on one file
 * is done by one thread, in its order, whichever handle it names, since some of it is several calls
 * (an ALLOCATE must not write over what another handle has written); work on paths goes to any.
 *
 * <p>A call that does not return (a dead network mount) holds up neither deadlines nor the loop's
 * end: its task is abandoned, another thread takes the queue over, and whatever the call comes to
 * is dropped: a file that it opened is closed, buffers are given back. The file of an abandoned
 * call is closed when that has returned. At most {@link #STRANDED_MAX} threads hang at a time;
 * beyond that queues wait for their thread.
 *
 * <p>Threads: all but {@link #perform} belongs to the loop's. A task is handed over by a worker's
 * queue, its result back by {@link #done}. The work in the pool is bounded by the slots of core.
 */
final class FilePool {
    private static final int STRANDED_MAX = 64;

    /** How long the end waits for calls that are running. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final FileBackend backend;
    private final FileWorker[] workers;
    private final Runnable wakeup;

    /** By slot; as long as the highest one that was in use here needs. */
    private @Nullable FileTask[] tasks = new @Nullable FileTask[0];

    private final ConcurrentLinkedQueue<FileTask> done = new ConcurrentLinkedQueue<>();
    private final AtomicInteger stranded = new AtomicInteger();
    private int next;

    /**
     * Makes the workers; a thread starts with its first work.
     *
     * @param backend does the work
     * @param threads how many, at least 1
     * @param wakeup called by a thread when it has done something
     */
    FilePool(FileBackend backend, int threads, Runnable wakeup) {
        this.backend = backend;
        this.wakeup = wakeup;
        workers = new FileWorker[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new FileWorker(this::perform);
        }
    }

    void submit(TransportOperation operation, @Nullable ReadinessFile file) {
        int hash = file == null ? next++ : file.identityHash();
        FileTask task = new FileTask(operation, file, Math.floorMod(hash, workers.length));
        if (task.slot() >= tasks.length) {
            tasks = Arrays.copyOf(tasks, Math.max(task.slot() + 1, 2 * tasks.length));
        }
        workers[task.worker].submit(task);
        tasks[task.slot()] = task;
    }

    /** On a worker's thread; false if that was replaced. */
    private boolean perform(FileTask task) {
        if (!task.begin()) {
            return true;
        }
        ReadinessFile opened = null;
        int result = 0;
        try {
            if (task.type() == IoOpType.OPEN) {
                opened = backend.open(task);
                opened.identify();
            } else {
                result = call(task);
            }
        } catch (IOException failure) {
            result = FileCalls.result(failure);
        } catch (RuntimeException | Error failure) {
            result = resultOf(task, failure);
        }
        if (task.end(result, opened)) {
            done.add(task);
            wakeup.run();
            return true;
        }
        drop(task, opened);
        return !task.isReplaced;
    }

    /** Whatever happens, the loop's thread hears of it: it waits for nothing that has no end. */
    private static int resultOf(FileTask task, Throwable failure) {
        return task.isMemoryIntact() ? ExceptionStatus.result(failure) : IoStatus.EFAULT.result();
    }

    private int call(FileTask task) {
        if (!task.isMemoryIntact()) {
            return IoStatus.EFAULT.result();
        }
        if (task.type() == IoOpType.CLOSE && task.file != null) {
            return task.file.end();
        }
        return backend.perform(task, task.file, true);
    }

    /** The result of a task that was abandoned comes too late. */
    private void drop(FileTask task, @Nullable ReadinessFile opened) {
        stranded.decrementAndGet();
        task.releaseBuffers();
        if (opened != null) {
            undo(task, opened);
        }
        if (task.file != null) {
            task.file.returned();
        }
    }

    private static void undo(FileTask task, ReadinessFile opened) {
        int unused = opened.end();
        Replacement made = task.replacement();
        if (made != null) {
            Replacements.discard(made);
        }
    }

    /** The next task whose result counts, or null if there is none yet. */
    @Nullable FileTask poll() {
        FileTask task = done.poll();
        if (task != null) {
            tasks[task.slot()] = null;
        }
        return task;
    }

    /**
     * Ends a slot's task at once, unless it has just ended by itself.
     *
     * @param slot an operation's slot
     * @param isRunningToo whether a call that is running is to be abandoned
     * @return whether the task is over, and its result will not be polled
     */
    boolean cancel(int slot, boolean isRunningToo) {
        FileTask task = slot < tasks.length ? tasks[slot] : null;
        if (task == null || task.type() == IoOpType.CLOSE) {
            return false; // a CLOSE always has its way
        }
        boolean isOver = task.cancel() || (isRunningToo && abandon(task));
        if (isOver) {
            tasks[slot] = null;
        }
        return isOver;
    }

    private boolean abandon(FileTask task) {
        if (!task.isRunning()) {
            return false;
        }
        ReadinessFile file = task.file;
        if (file != null) {
            file.strand();
        }
        task.isReplaced = stranded.incrementAndGet() <= STRANDED_MAX;
        if (!task.abandon()) {
            stranded.decrementAndGet();
            if (file != null) {
                file.returned();
            }
            return false;
        }
        if (task.isReplaced) {
            workers[task.worker].replaceThread();
        }
        return true;
    }

    /**
     * Ends the threads once their work is done, and closes files that nobody took. Calls that do
     * not return within a while are abandoned.
     */
    void close() {
        for (int slot = 0; slot < tasks.length; slot++) {
            boolean unused = cancel(slot, false);
        }
        for (FileWorker worker : workers) {
            worker.end();
        }
        awaitEnd();
        for (int slot = 0; slot < tasks.length; slot++) {
            boolean unused = cancel(slot, true);
        }
        for (FileTask left = done.poll(); left != null; left = done.poll()) {
            if (left.opened() != null) {
                undo(left, left.opened());
            }
        }
    }

    private void awaitEnd() {
        boolean isInterrupted = Thread.interrupted();
        long end = System.nanoTime() + CLOSE_NANOS;
        for (FileWorker worker : workers) {
            try {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                boolean unused = worker.awaitEnd(left);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
