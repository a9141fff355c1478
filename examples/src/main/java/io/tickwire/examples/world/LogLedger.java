package io.tickwire.examples.world;

/** Which records of the log a crash may leave: all that were synced, and what was then written. */
final class LogLedger {
    private long synced;
    private long begun;

    void begin(long number) {
        begun = Math.max(begun, number + 1);
    }

    void synced(long number) {
        if (number != synced) {
            throw new IllegalStateException("record " + number + " instead of " + synced);
        }
        synced++;
    }

    /** Checks how many records a program found that has just started. */
    void recovered(long count) {
        if (count < synced || count > begun) {
            throw new IllegalStateException(
                    "found " + count + " records, not " + synced + " to " + begun);
        }
        synced = count;
    }

    long synced() {
        return synced;
    }
}
