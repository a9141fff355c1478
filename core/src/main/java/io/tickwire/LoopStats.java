package io.tickwire;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts what a loop does. Written on the loop's thread, readable from any. */
public final class LoopStats {
    /** What is counted. */
    enum Counter {
        TICKS,
        BATCHES,
        INTENTS,
        BATCH_SIZE_MAX,
        COMPLETIONS,
        LATE,
        REJECTED,
        OVERRUNS,
        SKIPPED,
        ERRORS,
        SUBMITTING,
        REAPING,
        RESOURCES,
        IGNORED_WISHES,
        DROPPED_STREAMS
    }

    /**
     * The counters at one moment. Counters of a tick that is running may be torn against each
     * other.
     *
     * @param ticks ticks begun
     * @param batches phases that sealed at least one intent
     * @param intents intents sealed
     * @param batchSizeMax the largest batch
     * @param completions completions delivered
     * @param late prompt completions that missed their phase
     * @param rejected intents that found their lane full
     * @param overruns ticks that started more than a period late
     * @param skippedPeriods periods without a tick
     * @param errors exceptions of systems and callbacks
     * @param submittingEntries kernel entries that carried submissions
     * @param reapingEntries calls to the kernel that only collected or waited
     * @param openResources resources open at the last delivery point
     * @param ignoredWishes options that the transport could not grant and ignored
     * @param droppedStreams streams aborted because the error policy said so
     */
    public record Snapshot(
            long ticks,
            long batches,
            long intents,
            long batchSizeMax,
            long completions,
            long late,
            long rejected,
            long overruns,
            long skippedPeriods,
            long errors,
            long submittingEntries,
            long reapingEntries,
            long openResources,
            long ignoredWishes,
            long droppedStreams) {}

    private final AtomicLongArray counters = new AtomicLongArray(Counter.values().length);

    private final TimeCounts work = new TimeCounts();
    private final TimeCounts lateness = new TimeCounts();

    LoopStats() {}

    /**
     * Reads all counters without stopping the loop.
     *
     * @return the counters now
     */
    public Snapshot snapshot() {
        return new Snapshot(
                get(Counter.TICKS),
                get(Counter.BATCHES),
                get(Counter.INTENTS),
                get(Counter.BATCH_SIZE_MAX),
                get(Counter.COMPLETIONS),
                get(Counter.LATE),
                get(Counter.REJECTED),
                get(Counter.OVERRUNS),
                get(Counter.SKIPPED),
                get(Counter.ERRORS),
                get(Counter.SUBMITTING),
                get(Counter.REAPING),
                get(Counter.RESOURCES),
                get(Counter.IGNORED_WISHES),
                get(Counter.DROPPED_STREAMS));
    }

    /**
     * How long ticks took, each from its beginning to the end of its last phase: systems and
     * callbacks, the kernel's part, and what phases waited for prompt completions.
     *
     * @return what was measured until now; from any thread
     */
    public TickTimes tickWork() {
        return work.read();
    }

    /**
     * How late ticks of a fixed rate began after they were due, skipped periods aside. At other
     * paces nothing is due.
     *
     * @return what was measured until now; from any thread
     */
    public TickTimes tickLateness() {
        return lateness.read();
    }

    void tickWorked(long nanos) {
        work.record(nanos);
    }

    void tickBeganLate(long nanos) {
        lateness.record(nanos);
    }

    /** Adds on the loop's thread, the only writer. */
    void add(Counter counter, long amount) {
        int i = index(counter);
        counters.setOpaque(i, counters.getPlain(i) + amount);
    }

    void set(Counter counter, long value) {
        counters.setOpaque(index(counter), value);
    }

    void max(Counter counter, long value) {
        if (value > counters.getPlain(index(counter))) {
            set(counter, value);
        }
    }

    private long get(Counter counter) {
        return counters.getOpaque(index(counter));
    }

    @SuppressWarnings("EnumOrdinal") // the array is made from the same enum and never leaves
    private static int index(Counter counter) {
        return counter.ordinal();
    }
}
