package io.tickwire;

/**
 * The sends of one socket that were sealed and not delivered; what the program sees of them. The
 * bounds are the configuration's and, for a stream, its share of the lane. One send always fits,
 * however large.
 */
final class PendingBound {
    private int bytes;
    private int sends;

    int bytes() {
        return bytes;
    }

    int sends() {
        return sends;
    }

    /** Counts a send of a stream in; answers false if that would go over a bound. */
    boolean add(int length, BatchConfig config, SendShare share) {
        if (sends >= share.perStream() || !add(length, config)) {
            return false;
        }
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
