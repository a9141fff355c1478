package io.tickwire.examples.skirmish;

/**
 * What a player holds down, as a set of bits, and how it moves the player. Clients use it to
 * foretell where they will be.
 */
public final class Buttons {
    /** Towards lower y. */
    public static final int UP = 1;

    /** Towards higher y. */
    public static final int DOWN = 2;

    /** Towards lower x. */
    public static final int LEFT = 4;

    /** Towards higher x. */
    public static final int RIGHT = 8;

    /** Shoots at who is near, as often as the weapon can. */
    public static final int FIRE = 16;

    private static final int ALL = 31;
    private static final int SPEED = 8;

    private Buttons() {}

    /**
     * Whether a person can hold these down: no unknown one, and no two that are opposite.
     *
     * @param buttons the set
     * @return whether it is legal
     */
    public static boolean isLegal(int buttons) {
        return (buttons & ~ALL) == 0
                && (buttons & (UP | DOWN)) != (UP | DOWN)
                && (buttons & (LEFT | RIGHT)) != (LEFT | RIGHT);
    }

    /**
     * Where a tick with these held down takes a player.
     *
     * @param x where it is, 0 to {@link SkirmishWorld#SIDE} - 1
     * @param buttons what it holds down
     * @return where it will be, in the same range
     */
    public static int movedX(int x, int buttons) {
        return moved(x, buttons & RIGHT, buttons & LEFT);
    }

    /**
     * Where a tick with these held down takes a player.
     *
     * @param y where it is, 0 to {@link SkirmishWorld#SIDE} - 1
     * @param buttons what it holds down
     * @return where it will be, in the same range
     */
    public static int movedY(int y, int buttons) {
        return moved(y, buttons & DOWN, buttons & UP);
    }

    private static int moved(int from, int forwards, int backwards) {
        int to = from + (forwards == 0 ? 0 : SPEED) - (backwards == 0 ? 0 : SPEED);
        return Math.max(0, Math.min(SkirmishWorld.SIDE - 1, to));
    }
}
