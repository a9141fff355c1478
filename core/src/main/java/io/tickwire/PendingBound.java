package io.tickwire;

/**
 * The sends of one socket that were sealed and not delivered; what the program sees of them. The
 * bounds are the configuration's and, for a stream, its share of the lane. One send always fits,
 * however large.
 */
final class PendingBound {
    private int bytes;
    private int sends;

    /** SHUTDOWNs of the sending side that were sealed and not taken back with their chains. */
    private int shutdowns;

    /** Sends refused with ENOBUFS whose completions were not delivered yet: none may pass them. */
    private int refused;

    int bytes() {
        return bytes;
    }

    int sends() {
        return sends;
    }

    /** Whether neither a SHUTDOWN nor a refused send stands in the way of further sends. */
    boolean isOpen() {
        return shutdowns == 0 && refused == 0;
    }

    boolean isShutDown() {
        return shutdowns > 0;
    }

    void shutDown() {
        shutdowns++;
    }

    void takeShutdownBack() {
        shutdowns--;
    }

    boolean isHeldUp() {
        return refused > 0;
    }

    void refuse() {
        refused++;
    }

    /** The program has seen that a send was refused. */
    void refusalSeen() {
        refused--;
    }

    /** Counts a send of a stream in; answers false if that would go over a bound. */
    boolean add(int length, BatchConfig config, SendShare share) {
        if (sends >= share.perStream() || !add(length, config)) {
            return false;
        }
        share.add();
        return true;
    }

    /**
     * Counts a send of an output in, which found room when it was written; answers false only if
     * the bytes cannot be counted.
     */
    boolean admit(int length, SendShare share) {
        if (bytes > Integer.MAX_VALUE - length) {
            return false;
        }
        bytes += length;
        sends++;
        share.add();
        return true;
    }

    /** Counts a send in; answers false if that would go over a bound. */
    boolean add(int length, BatchConfig config) {
        if (sends >= config.streamPendingSends()
                || (bytes > 0 && bytes + (long) length > config.streamPendingBytes())) {
            return false;
        }
        bytes += length;
        sends++;
        return true;
    }

    void remove(int length, SendShare share) {
        remove(length);
        share.remove();
    }

    void remove(int length) {
        bytes -= length;
        sends--;
    }
}
