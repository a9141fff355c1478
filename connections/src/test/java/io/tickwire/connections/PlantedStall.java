package io.tickwire.connections;

/**
 * Faults that are planted into copies of this module's sources, each of which has a stalled client
 * stay or cost others something: in which file, what text becomes what, and with which frames, at
 * which rate and for how long, it shows.
 */
enum PlantedStall {
    /** Bounds of the lane drop who stalls a little later: it shows in between. */
    SLOW_IS_ALLOWED(
            "Connections",
            "} else if (connection.isSlow(now)) {",
            "} else if (now < 0) {",
            500,
            10,
            47),
    MISSED_FRAME_IS_FORGOTTEN(
            "Connections",
            "if (connection.isOverflowing()) {",
            "if (connection.id() < 0) {",
            50,
            60,
            90),
    BROADCAST_ENDS_AT_THE_FIRST_WITHOUT_ROOM(
            "Connections",
            "&& connection.write(tick, frame)) {",
            "&& (connection.write(tick, frame) || (i = open.size()) < 0)) {",
            50,
            60,
            90),
    LAST_CLIENT_GOES_WITH_ANOTHER(
            "Connections", "                open.set(gone.place, last);\n", "", 500, 60, 20);

    final String file;
    final String original;
    final String mutated;
    final int frameBytes;
    final int hertz;
    final int seconds;

    PlantedStall(
            String file, String original, String mutated, int frameBytes, int hertz, int seconds) {
        this.file = file;
        this.original = original;
        this.mutated = mutated;
        this.frameBytes = frameBytes;
        this.hertz = hertz;
        this.seconds = seconds;
    }
}
