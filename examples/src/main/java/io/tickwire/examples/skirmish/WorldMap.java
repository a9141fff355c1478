package io.tickwire.examples.skirmish;

import io.netty.buffer.ByteBuf;

/**
 * Who is in which square of the map after a tick, and what each square's players see: the same for
 * all of them, so it is put together once. Allocates nothing after its making.
 */
final class WorldMap {
    private static final int SQUARE_BITS = 10;
    private static final int SQUARES_A_ROW = SkirmishWorld.SIDE >> SQUARE_BITS;
    private static final int SQUARES = SQUARES_A_ROW * SQUARES_A_ROW;

    private final Fighter[][] squares;
    private final int[] counts = new int[SQUARES];
    private final long[][] seen = new long[SQUARES][SkirmishWorld.SEEN_MAX];
    private final int[] checksums = new int[SQUARES];

    WorldMap(int players) {
        squares = new Fighter[SQUARES][players];
    }

    void clear() {
        for (int square = 0; square < SQUARES; square++) {
            counts[square] = 0;
            checksums[square] = SnapshotChecksum.START;
        }
    }

    void put(Fighter fighter) {
        int square = square(fighter);
        squares[square][counts[square]++] = fighter;
    }

    /** The nearest within a range who is in the same square, or the fighter itself if nobody is. */
    Fighter nearest(Fighter fighter, int range) {
        Fighter nearest = fighter;
        int least = range + 1;
        int square = square(fighter);
        for (int i = 0; i < counts[square]; i++) {
            Fighter other = squares[square][i];
            int distance = Math.abs(other.x - fighter.x) + Math.abs(other.y - fighter.y);
            if (other != fighter && other.health > 0 && distance < least) {
                least = distance;
                nearest = other;
            }
        }
        return nearest;
    }

    /** Puts together what is seen, once nobody moves, is hit or comes any more. */
    void look() {
        for (int square = 0; square < SQUARES; square++) {
            for (int i = 0; i < seenCount(square); i++) {
                seen[square][i] = squares[square][i].seen();
                checksums[square] = SnapshotChecksum.with(checksums[square], seen[square][i]);
            }
        }
    }

    private int seenCount(int square) {
        return Math.min(counts[square], SkirmishWorld.SEEN_MAX);
    }

    /** Writes what a fighter sees, and the whole snapshot's checksum. */
    void writeSeen(ByteBuf out, Fighter fighter, int tick) {
        int square = square(fighter);
        int count = seenCount(square);
        out.writeByte(count);
        for (int i = 0; i < count; i++) {
            out.writeLong(seen[square][i]);
        }
        out.writeInt(
                SnapshotChecksum.of(
                        checksums[square],
                        tick,
                        fighter.sequence,
                        fighter.x,
                        fighter.y,
                        fighter.health,
                        fighter.score,
                        fighter.respawns));
    }

    private static int square(Fighter fighter) {
        return (fighter.y >> SQUARE_BITS) * SQUARES_A_ROW + (fighter.x >> SQUARE_BITS);
    }
}
