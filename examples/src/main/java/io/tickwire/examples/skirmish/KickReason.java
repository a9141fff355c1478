package io.tickwire.examples.skirmish;

import java.util.Arrays;

/** Why a server ends a connection, as the kick message tells it. */
public enum KickReason {
    /** Did not log in in time. */
    LOGIN_TIMEOUT(1),
    /** Logged in, but has sent no frame for too long. */
    IDLE(2),
    /** Sent what the protocol does not allow. */
    PROTOCOL(3),
    /** Sent an input that no honest client sends. */
    CHEATING(4),
    /** There are as many players as may be. */
    FULL(5),
    /** A player of this name is here already. */
    NAME_TAKEN(6),
    /** The name belongs to somebody with another token. */
    WRONG_TOKEN(7),
    /** Reads too slowly. Told by no message, since it would not be read. */
    SLOW(8),
    /** The server ends. */
    ENDING(9);

    private final int code;

    KickReason(int code) {
        this.code = code;
    }

    /**
     * The reason of a code.
     *
     * @param code as {@link #code} gives it
     * @return the reason
     * @throws RefusedException if there is no such code
     */
    public static KickReason of(int code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code == code)
                .findFirst()
                .orElseThrow(() -> RefusedException.protocol("no kick reason " + code));
    }

    /**
     * What stands for it in a message.
     *
     * @return the code, 1 to 255
     */
    public int code() {
        return code;
    }
}
