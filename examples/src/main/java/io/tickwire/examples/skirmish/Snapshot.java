package io.tickwire.examples.skirmish;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A client's view of a snapshot message. After the type: tick 4, sequence of the newest input that
 * has taken effect 4, the player's own x 2, y 2, health 1, score 2, respawns 1; then in a byte how
 * many follow of who is in the same square of the map, the player itself included: id 2, x 2, y 2,
 * health 1, buttons 1 each, by ascending id; then a checksum 4.
 */
public final class Snapshot {
    private static final int TICK_AT = 0;
    private static final int ACKNOWLEDGED_AT = 4;
    private static final int X_AT = 8;
    private static final int Y_AT = 10;
    private static final int HEALTH_AT = 12;
    private static final int SCORE_AT = 13;
    private static final int RESPAWNS_AT = 15;
    private static final int COUNT_AT = 16;
    private static final int SEEN_AT = 17;
    private static final int SEEN_BYTES = Long.BYTES;
    private static final int CHECKSUM_BYTES = Integer.BYTES;

    private ByteBuf frame = Unpooled.EMPTY_BUFFER;
    private int start;

    Snapshot() {}

    /** Looks at a message from where its type has been read; checks its length and checksum. */
    Snapshot of(ByteBuf frame) {
        this.frame = frame;
        start = frame.readerIndex();
        if (frame.readableBytes() != SEEN_AT + count() * SEEN_BYTES + CHECKSUM_BYTES) {
            throw RefusedException.protocol(
                    count() + " seen in a snapshot of " + frame.readableBytes() + " bytes");
        }
        if (frame.getInt(start + frame.readableBytes() - CHECKSUM_BYTES) != checksum()) {
            throw RefusedException.protocol("the checksum of the snapshot of tick " + tick());
        }
        return this;
    }

    private int checksum() {
        int seen = SnapshotChecksum.START;
        for (int i = 0; i < count(); i++) {
            seen = SnapshotChecksum.with(seen, frame.getLong(start + SEEN_AT + i * SEEN_BYTES));
        }
        return SnapshotChecksum.of(
                seen, tick(), acknowledged(), x(), y(), health(), score(), respawns());
    }

    /**
     * The tick after which it was taken.
     *
     * @return one more than that of the snapshot before
     */
    public int tick() {
        return frame.getInt(start + TICK_AT);
    }

    /**
     * The newest input that has taken effect.
     *
     * @return its sequence; 0 before the first
     */
    public int acknowledged() {
        return frame.getInt(start + ACKNOWLEDGED_AT);
    }

    /**
     * Where the player is.
     *
     * @return 0 to {@link SkirmishWorld#SIDE} - 1
     */
    public int x() {
        return frame.getUnsignedShort(start + X_AT);
    }

    /**
     * Where the player is.
     *
     * @return 0 to {@link SkirmishWorld#SIDE} - 1
     */
    public int y() {
        return frame.getUnsignedShort(start + Y_AT);
    }

    /**
     * The player's health.
     *
     * @return 0 to 100
     */
    public int health() {
        return frame.getUnsignedByte(start + HEALTH_AT);
    }

    /**
     * Whom the player has shot.
     *
     * @return 0 to 65,535
     */
    public int score() {
        return frame.getUnsignedShort(start + SCORE_AT);
    }

    /**
     * How often the player has been put somewhere else, modulo 256.
     *
     * @return 0 to 255
     */
    public int respawns() {
        return frame.getUnsignedByte(start + RESPAWNS_AT);
    }

    /**
     * How many are seen.
     *
     * @return 0 to {@link SkirmishWorld#SEEN_MAX}
     */
    public int count() {
        return frame.getUnsignedByte(start + COUNT_AT);
    }

    /**
     * One of those that are seen.
     *
     * @param index 0 to {@link #count} - 1
     * @return its player's id
     */
    public int seenId(int index) {
        return frame.getUnsignedShort(seenAt(index));
    }

    /**
     * Where one of those that are seen is.
     *
     * @param index 0 to {@link #count} - 1
     * @return its x
     */
    public int seenX(int index) {
        return frame.getUnsignedShort(seenAt(index) + 2);
    }

    /**
     * Where one of those that are seen is.
     *
     * @param index 0 to {@link #count} - 1
     * @return its y
     */
    public int seenY(int index) {
        return frame.getUnsignedShort(seenAt(index) + 4);
    }

    private int seenAt(int index) {
        if (index < 0 || index >= count()) {
            throw new IndexOutOfBoundsException(index);
        }
        return start + SEEN_AT + index * SEEN_BYTES;
    }
}
