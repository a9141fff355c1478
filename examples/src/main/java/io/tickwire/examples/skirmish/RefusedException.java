package io.tickwire.examples.skirmish;

/**
 * A client asked for what it may not have: the server is to kick it, for this reason and with this
 * message. It has no stack trace, since a stranger decides how many there are.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    private final KickReason reason;

    /** Why, in words. */
    private final String text;

    RefusedException(KickReason reason, String text) {
        super(text, null, false, false);
        this.reason = reason;
        this.text = text;
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

    /**
     * Why, in words.
     *
     * @return the text for the kick message
     */
    public String text() {
        return text;
    }
}
