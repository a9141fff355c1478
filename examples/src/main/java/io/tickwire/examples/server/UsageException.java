package io.tickwire.examples.server;

/** The command line asks for something that does not exist; the message names it. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with the value
     */
    public UsageException(String message) {
        super(message);
    }
}
