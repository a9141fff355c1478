package io.tickwire.examples.skirmish;

/** What shows a client that a snapshot came as it was sent. Made for speed, not against forgery. */
final class SnapshotChecksum {
    /** The checksum of nobody seen. */
    static final int START = 1;

    private static final int FACTOR = 0x01000193;

    private SnapshotChecksum() {}

    /** Takes in one that is seen. */
    static int with(int checksum, long seen) {
        int first = (checksum ^ (int) (seen >>> 32)) * FACTOR;
        return (first ^ (int) seen) * FACTOR;
    }

    /** Takes in the player's own part. */
    static int of(
            int seen,
            int tick,
            int acknowledged,
            int x,
            int y,
            int health,
            int score,
            int respawns) {
        int own = with(seen, ((long) tick << 32) | (acknowledged & 0xffff_ffffL));
        long place = ((long) x << 48) | ((long) y << 32);
        own = with(own, place | ((long) score << 16) | ((long) health << 8) | respawns);
        return own;
    }
}
