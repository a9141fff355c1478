package io.tickwire.iouring;

import io.tickwire.BatchConfig;
import io.tickwire.spi.TransportConfig;

/**
 * How many entries a ring has, both powers of two.
 *
 * @param submissions entries of the submission queue
 * @param completions entries of the completion queue, at least as many
 */
record RingSize(int submissions, int completions) {
    /**
     * Entries that come on top in a run: the read of Netty's eventfd, a timeout of Netty's, and the
     * wait's guard.
     */
    static final int OF_NETTY = 3;

    /** IORING_MAX_ENTRIES and IORING_MAX_CQ_ENTRIES, io_uring/io_uring.h of the kernel. */
    private static final int SUBMISSIONS_MAX = 1 << 15;

    private static final int COMPLETIONS_MAX = 1 << 16;

    private static final int SUBMISSIONS_MIN = 8;
    private static final int HALVED_MIN = 256;

    /** Cancels that one batch can carry besides its operations without being split. */
    private static final int CANCELS = 62;

    /**
     * As the configuration wants it, or else so that no batch splits and no completion overflows.
     */
    static RingSize of(TransportConfig config) {
        BatchConfig batch = config.batch();
        long submissions =
                batch.sqEntries() > 0
                        ? batch.sqEntries()
                        : (long) config.batchCapacity() + CANCELS + OF_NETTY;
        long completions =
                batch.cqEntries() > 0
                        ? batch.cqEntries()
                        : (long) config.slots() + batch.multishotRoom() + OF_NETTY;
        int submissionEntries = powerOfTwo(submissions, SUBMISSIONS_MIN, SUBMISSIONS_MAX);
        return new RingSize(
                submissionEntries, powerOfTwo(completions, submissionEntries, COMPLETIONS_MAX));
    }

    boolean canHalve() {
        return submissions > HALVED_MIN || completions > HALVED_MIN;
    }

    RingSize halved() {
        int submissionEntries = Math.max(submissions / 2, Math.min(submissions, HALVED_MIN));
        return new RingSize(
                submissionEntries,
                Math.max(completions / 2, Math.max(submissionEntries, HALVED_MIN)));
    }

    private static int powerOfTwo(long entries, int min, int max) {
        long bounded = Math.min(Math.max(entries, min), max);
        int floor = Integer.highestOneBit((int) bounded);
        return floor == bounded ? floor : floor << 1;
    }
}
