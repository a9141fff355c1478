package io.tickwire.examples.skirmish;

/** Why a server ends a connection, as the kick message tells it. */
public enum KickReason {
    /** Did not log in in time. */
    LOGIN_TIMEOUT,
    /** Logged in, but has sent no frame for too long. */
    IDLE,
    /** Sent what the protocol does not allow. */
    PROTOCOL,
    /** Sent an input that no honest client sends. */
    CHEATING,
    /** There are as many players as may be. */
    FULL,
    /** A player of this name is here already. */
    NAME_TAKEN,
    /** The name belongs to somebody with another token. */
    WRONG_TOKEN,
    /** Reads too slowly. Told by no message, since it would not be read. */
    SLOW,
    /** The server ends. */
    ENDING;

    private static final KickReason[] ALL = values();

    /**
     * The reason of a code.
     *
     * @param code as {@link #code} gives it
     * @return the reason
     * @throws RefusedException if there is no such code
     */
    public static KickReason of(int code) {
        if (code < 0 || code >= ALL.length) {
            throw RefusedException.protocol("no kick reason " + code);
        }
        return ALL[code];
    }

    /**
     * What stands for it in a message.
     *
     * @return the code, 0 to 255
     */
    public int code() {
        return ordinal();
    }
}
