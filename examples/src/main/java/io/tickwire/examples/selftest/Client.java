package io.tickwire.examples.selftest;

import java.util.List;

/**
 * Drives a server. {@link #run} belongs to one thread, {@link #cancel} to any; the results are
 * there once {@code run} has returned. Bounded in connections and in time.
 */
interface Client {
    /** Runs until all is done, or time is up. */
    void run();

    /** Gives up soon. */
    void cancel();

    /** The length of the measured part. */
    long measuredNanos();

    /** How many peers failed, or did not end in time. */
    int failureCount();

    /** What went wrong first. */
    List<String> failures();
}
