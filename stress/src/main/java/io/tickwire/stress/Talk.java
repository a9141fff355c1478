package io.tickwire.stress;

import io.tickwire.stress.harness.Check;

/** What the two ends of a connection have sent and received, to be compared at its end. */
final class Talk {
    final long number;
    final long[] sent = new long[2];
    final long[] received = new long[2];
    private int endsOver;

    Talk(long number) {
        this.number = number;
    }

    /** What a side's bytes derive from. */
    long key(int side) {
        return number * 2 + side;
    }

    /** Counts an end out; with the second one nothing may be missing. Answers whether it was. */
    boolean isOver() {
        if (++endsOver < 2) {
            return false;
        }
        Check.equal("bytes from the client", sent[0], received[1]);
        Check.equal("bytes from the server", sent[1], received[0]);
        return true;
    }
}
