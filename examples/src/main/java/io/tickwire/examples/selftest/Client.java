package io.tickwire.examples.selftest;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Drives peers against a server with a selector of the JDK. {@link #run} belongs to one thread,
 * {@link #cancel} to any; the results are there once {@code run} has returned. Bounded in
 * connections and in time.
 */
abstract class Client {
    private static final System.Logger LOGGER = System.getLogger(Client.class.getName());
    private static final int FAILURES_KEPT = 5;
    private static final long SELECT_MILLIS = 50;

    private final long limitNanos;
    private final List<String> failures = new ArrayList<>();
    private int failureCount;
    private long measuredFromNanos;
    private long measuredNanos;
    private volatile boolean isCancelled;

    /** Gives up after a time. */
    Client(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** Runs until all is done, or time is up. */
    final void run() {
        long startNanos = System.nanoTime();
        measuredFromNanos = startNanos;
        try (Selector selector = Selector.open()) {
            try {
                begin(selector);
                while (!isDone() && !isCancelled && System.nanoTime() - startNanos < limitNanos) {
                    beforeSelect(selector);
                    selector.select(SELECT_MILLIS);
                    progressSelected(selector);
                    afterSelect();
                }
            } finally {
                measuredNanos = System.nanoTime() - measuredFromNanos;
                countUnfinished();
                selector.keys().forEach(Client::close);
            }
        } catch (IOException e) {
            failed(1, "the client failed: " + e);
        }
    }

    /** Before the first turn. */
    abstract void begin(Selector selector) throws IOException;

    /** Whether there is nothing left to do. */
    abstract boolean isDone();

    /** What starts anew in this turn. */
    abstract void beforeSelect(Selector selector) throws IOException;

    /** A channel is ready. */
    abstract void progress(SelectionKey key);

    /** The end of a turn. */
    abstract void afterSelect();

    /** Counts who has neither ended nor failed. */
    abstract void countUnfinished();

    private void progressSelected(Selector selector) {
        for (Iterator<SelectionKey> i = selector.selectedKeys().iterator(); i.hasNext(); ) {
            SelectionKey key = i.next();
            i.remove();
            if (key.isValid()) {
                progress(key);
            }
        }
    }

    /** The measured part begins now, and not at the start. */
    final void measureFromNow() {
        measuredFromNanos = System.nanoTime();
    }

    /** Counts a peer that has failed; the first are told one by one. */
    final void peerFailed(String what) {
        if (failures.size() < FAILURES_KEPT) {
            failures.add(what);
        }
        failureCount++;
    }

    /** Counts what has failed together. */
    final void failed(int count, String what) {
        failures.add(what);
        failureCount += count;
    }

    /** Why, in words. */
    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }

    /** Closing also makes the key invalid, which marks a peer as ended. */
    static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "closing a socket failed", e);
        }
    }

    /** Gives up soon. */
    final void cancel() {
        isCancelled = true;
    }

    /** The length of the measured part. */
    final long measuredNanos() {
        return measuredNanos;
    }

    /** How many peers failed, or did not end in time. */
    final int failureCount() {
        return failureCount;
    }

    /** What went wrong first. */
    final List<String> failures() {
        return failures;
    }
}
