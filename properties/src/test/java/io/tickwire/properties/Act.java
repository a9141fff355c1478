package io.tickwire.properties;

import java.util.List;
import java.util.Optional;

/**
 * A step that has found what it is about: one intent, told without any class of core.
 *
 * @param id names it in the whole run; its lane is in it
 * @param number the file or stream that it is about, {@link #OPENED} or {@link #NONE}
 * @param other the file of a SPLICE; the listener of an ACCEPT or CONNECT
 * @param path below the lane's folder, empty for none
 * @param newPath where a RENAME goes
 * @param target the intent that a cancel is to end, or whose buffer a write carries too, or the
 *     broadcast that it is a part of, or {@link #NONE}
 */
record Act(
        int id,
        Op op,
        Link link,
        Timing timing,
        Step.Extras extras,
        Optional<List<Step>> then,
        int number,
        int other,
        String path,
        String newPath,
        int from,
        int size,
        int target) {
    static final int NONE = -1;

    /** The file that the chain's OPEN makes. */
    static final int OPENED = -2;

    /** Places in a lane's one buffer for input, and the length of each. */
    static final int PLACES = 4;

    static final int PLACE_BYTES = 256;

    /** From where a shared output may begin at the latest. */
    private static final int FROM_MAX = 60;

    private static final int KINDS = 5;

    /** From here on the parts of a broadcast share its bytes. */
    private static final int SHARED_BYTES_MIN = 4096;

    /** Some outputs are so many times as long. */
    private static final int LONG_WRITE = 8;

    private static final int LONG_BROADCAST = 3;

    /** One output in so many is a mistake. */
    private static final int MISTAKES = 12;

    private static final int[] REGIONS = {1, 2, 3, 16};

    private static final int LANE_SHIFT = 12;
    private static final int SHOT_SHIFT = 10;
    private static final String[] HOW = {
        "r", "rw", "w", "rw+create", "rw+new", "w+cut", "rw+create+cut"
    };

    static int id(int lane, int count) {
        return lane << LANE_SHIFT | count;
    }

    int lane() {
        return id >> LANE_SHIFT;
    }

    /** The resource that its completion makes. */
    int made(int shot) {
        return id << SHOT_SHIFT | shot;
    }

    /** How an OPEN is meant. */
    String how() {
        return op == Op.OPEN_DATA ? "r" : HOW[from % HOW.length];
    }

    /** Whether it has several buffers. */
    boolean isVectored() {
        return switch (op) {
            case READV, WRITEV -> true;
            case SENDMSG, RECVMSG -> from % KINDS == 4;
            default -> false;
        };
    }

    /** Whether its bytes are a part of the one buffer for output that a lane has all the time. */
    boolean isShared() {
        return isShared(op, from);
    }

    private static boolean isShared(Op op, int from) {
        return (op == Op.SEND || op == Op.WRITE) && from % KINDS == 4;
    }

    /** Whether its bytes go to a place of the one buffer for input of its lane. */
    boolean isPlaced() {
        return isPlaced(op, from);
    }

    private static boolean isPlaced(Op op, int from) {
        return (op == Op.READ || op == Op.RECV) && from % KINDS == 3;
    }

    /** Where its bytes go in the lane's buffer for input. */
    int place() {
        return from / KINDS % PLACES;
    }

    /** Whether the program lets go of its buffer once it is queued: the loop holds it. */
    boolean isForgotten() {
        return isInput() && !isPlaced() && size % KINDS == 2;
    }

    /** Whether it fills buffers of the program's. */
    boolean isInput() {
        return switch (op) {
            case READ, READV, RECV, RECVMSG -> true;
            default -> false;
        };
    }

    /** Whether the program goes on holding the group's buffer. */
    boolean isHolding() {
        return (op == Op.RECV_GROUP || op == Op.RECV_ALL) && from % KINDS == 4;
    }

    /** Whether the program releases its buffer once more than it may. */
    boolean isMistaken() {
        return switch (op) {
            case WRITE, WRITEV, SEND, SENDMSG ->
                    !isShared() && target == NONE && size % MISTAKES == MISTAKES - 1;
            default -> false;
        };
    }

    /** Whether it may carry the buffer of another one, which has one reference for both. */
    static boolean canBeTwin(Op op, int from, int size) {
        return op == Op.WRITE && !isShared(op, from) && size % MISTAKES == 1;
    }

    /** Whether it carries the buffer of its target. */
    boolean isTwin() {
        return op == Op.WRITE && target != NONE;
    }

    /** The most bytes that an operation can be about. */
    static int sizeMax(Op op, int from) {
        if (isPlaced(op, from)) {
            return PLACE_BYTES;
        }
        return isShared(op, from) ? Machine.DATA_BYTES - FROM_MAX : Integer.MAX_VALUE;
    }

    /** How long a write to an output is, or a packet for several. */
    static int outputSize(Op op, int from, int size) {
        return switch (op) {
            case OUTPUT -> from % KINDS == 4 ? LONG_WRITE * size : size;
            case BROADCAST -> from % 2 == 1 ? LONG_BROADCAST * size : size;
            default -> size;
        };
    }

    /** Whether it is written by an encoder, which may write as much as it has to or more. */
    boolean isEncoded() {
        return op == Op.OUTPUT && from % 3 == 1;
    }

    /** The bytes that a write has to find room for. */
    int bytesMax() {
        return isEncoded() ? size + from % 2 * from * 200 : size;
    }

    /** Whether it leaves as a SEND of its own. */
    boolean isAlone() {
        return op == Op.PART && size >= SHARED_BYTES_MIN;
    }

    /** What a stream gets of a packet for several. */
    Act part(int partId, int stream) {
        return new Act(
                partId, Op.PART, link, timing, extras, then, stream, other, path, newPath, from,
                size, id);
    }

    /** The lengths of the regions of a vectored operation: one to as many as there can be. */
    int[] regions() {
        int count = Math.min(size, REGIONS[size % REGIONS.length]);
        int[] lengths = new int[count];
        java.util.Arrays.fill(lengths, size / count);
        lengths[count - 1] += size % count;
        return lengths;
    }

    /** What a write or send carries. */
    byte[] content() {
        if (isShared()) {
            return java.util.Arrays.copyOfRange(Machine.data(), from, from + size);
        }
        int seed = isTwin() || op == Op.PART ? target : id;
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (seed * 131 + (i >> 8) * 17 + i * 7 + 3);
        }
        return bytes;
    }

    static String name(int id) {
        return id < 0 ? "none" : (id >> LANE_SHIFT) + "#" + (id & (1 << LANE_SHIFT) - 1);
    }

    @Override
    public String toString() {
        return name(id)
                + ' '
                + op
                + ' '
                + path
                + (number == OPENED
                        ? " opened"
                        : number == NONE ? "" : " of " + name(number >> SHOT_SHIFT))
                + (target == NONE ? "" : " target " + name(target))
                + " from "
                + from
                + " size "
                + size
                + ' '
                + timing
                + ' '
                + link
                + ' '
                + extras;
    }
}
