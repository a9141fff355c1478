package io.tickwire.readiness;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue of work on files and the thread that serves it, which starts with the first work. A
 * thread whose call hangs can be replaced. All methods belong to the loop's thread.
 */
final class FileWorker {
    /** Ends the thread that takes it. */
    private interface Work {}

    private record Task(FileTask task) implements Work {}

    private record End() implements Work {}

    private static final Logger LOGGER = System.getLogger(FileWorker.class.getName());
    private static final End END = new End();

    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Predicate<FileTask> performer;
    private @Nullable Thread thread;

    /**
     * Makes a worker without a thread.
     *
     * @param performer does a task; answers false if the thread was replaced meanwhile
     */
    FileWorker(Predicate<FileTask> performer) {
        this.performer = performer;
    }

    /** Queues work; without memory for a thread to do it nothing is queued. */
    void submit(FileTask task) {
        if (thread == null) {
            start();
        }
        queue.add(new Task(task));
    }

    /** Has another thread go on with what is queued: the present one hangs, and ends by itself. */
    void replaceThread() {
        thread = null;
        startForQueued();
    }

    /** What no thread can be started for waits for the next work, or the end. */
    private void startForQueued() {
        if (thread == null && !queue.isEmpty()) {
            try {
                start();
            } catch (OutOfMemoryError e) {
                LOGGER.log(Level.WARNING, "no thread for work on files: it waits", e);
            }
        }
    }

    private void start() {
        Thread serving = new Thread(this::serve, "tickwire-files");
        serving.setDaemon(true);
        serving.start();
        thread = serving;
    }

    private void serve() {
        boolean isServing = true;
        while (isServing) {
            isServing = take() instanceof Task work && performer.test(work.task());
        }
    }

    /** Nobody has reason to interrupt the thread, and it does not end by that. */
    private Work take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                // What is queued must be done.
            }
        }
    }

    /** Ends the thread once what is queued is done. */
    void end() {
        startForQueued();
        if (thread != null) {
            queue.add(END);
        }
    }

    /** Waits for the end of the thread; false if it still works then. */
    boolean awaitEnd(long millis) throws InterruptedException {
        Thread serving = thread;
        if (serving == null) {
            return true;
        }
        serving.join(Math.max(1, millis));
        return !serving.isAlive();
    }
}
