package io.tickwire.examples.skirmish;

import java.time.Duration;

/**
 * What a server of the game allows, the same for each server of it.
 *
 * @param players how many may be logged in, 1 to 1,000
 * @param connections how many connections there may be, those that have not logged in included, at
 *     least {@code players}
 * @param loginWithin a connection that has not logged in this long after it came is dropped
 * @param idleAfter a player whose connection has brought no whole frame for so long is dropped
 * @param sendBufferBytes the kernel's send buffer of a connection, at least 1,024; small, so that a
 *     client that reads nothing is noticed
 * @param slowBytes a player with more than this pending, beyond the kernel's buffer, is slow
 * @param slowFor and is dropped when it has been slow for so long
 * @param saveEvery the time from one save to the next
 */
public record SkirmishLimits(
        int players,
        int connections,
        Duration loginWithin,
        Duration idleAfter,
        int sendBufferBytes,
        int slowBytes,
        Duration slowFor,
        Duration saveEvery) {
    private static final int PLAYERS_MAX = 1000;
    private static final int SEND_BUFFER_BYTES_MIN = 1024;

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException for one that is out of its range
     */
    public SkirmishLimits {
        require(players >= 1 && players <= PLAYERS_MAX, "players", players);
        require(connections >= players, "connections", connections);
        requirePositive(loginWithin, "loginWithin");
        requirePositive(idleAfter, "idleAfter");
        require(sendBufferBytes >= SEND_BUFFER_BYTES_MIN, "sendBufferBytes", sendBufferBytes);
        require(slowBytes >= 1, "slowBytes", slowBytes);
        requirePositive(slowFor, "slowFor");
        requirePositive(saveEvery, "saveEvery");
    }

    /**
     * Those of a server of 200 players.
     *
     * @return the limits
     */
    public static SkirmishLimits defaults() {
        return new SkirmishLimits(
                200,
                400,
                Duration.ofSeconds(5),
                Duration.ofSeconds(8),
                16 * 1024,
                8 * 1024,
                Duration.ofSeconds(1),
                Duration.ofSeconds(3));
    }

    private static void requirePositive(Duration value, String name) {
        require(!value.isNegative() && !value.isZero(), name, value);
    }

    private static void require(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is out of its range: " + value);
        }
    }
}
