package io.tickwire.connections;

import java.util.Objects;

/**
 * Why a client is no longer there.
 *
 * @param reason the kind of reason
 * @param detail more about it, for logs: the broken rule with its value, the kick's reason, the
 *     error's name; may be empty
 */
public record Leave(Reason reason, String detail) {
    /** What makes a client leave. */
    public enum Reason {
        /** It ended its connection. */
        HUNG_UP,
        /** Its connection broke. */
        RESET,
        /** It was not admitted in time. */
        NO_LOGIN,
        /** It sent no whole frame for too long. */
        IDLE,
        /** It did not read what was written to it. */
        SLOW,
        /** What it sent breaks the framing, or a frame is shorter than the handler has read it. */
        PROTOCOL,
        /** The program kicked it. */
        KICKED,
        /** The handler threw on its account. */
        FAILED,
        /** There was no room; counted, but such a client has never joined. */
        FULL,
        /** The loop ends; counted for those too who come while it does, and have never joined. */
        ENDING
    }

    /**
     * Checks that nothing is null.
     *
     * @param reason the kind of reason
     * @param detail more about it
     */
    public Leave {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }
}
