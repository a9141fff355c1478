package io.tickwire;

/**
 * Thrown when a loop's transport failed as a whole. Everything in flight was completed with {@link
 * IoStatus#TRANSPORT_FAILED}, in order, and all descriptors are closed; the loop is over.
 */
public final class TransportException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    TransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
