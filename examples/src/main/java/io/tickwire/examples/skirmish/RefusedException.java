package io.tickwire.examples.skirmish;

/**
 * A client asked for what it may not have: the server is to kick it, for this reason and with this
 * message. It has no stack trace, since a stranger decides how many there are.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    private final KickReason reason;

    RefusedException(KickReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static RefusedException protocol(String message) {
        return new RefusedException(KickReason.PROTOCOL, message);
    }

    /**
     * Why.
     *
     * @return the reason for the kick message
     */
    public KickReason reason() {
        return reason;
    }
}
