package io.tickwire.readiness.files;

import io.tickwire.IoStatus;
import java.io.IOException;

/**
 * A failed call whose canonical result is known, for backends that see errno themselves. Has no
 * stack trace: where it was thrown says nothing about why.
 */
public final class ResultException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The negative canonical errno. */
    private final int result;

    /**
     * Makes the exception.
     *
     * @param result a negative canonical errno
     */
    public ResultException(int result) {
        super(IoStatus.of(result).description() + " (" + result + ")");
        if (result >= 0) {
            throw new IllegalArgumentException("result: " + result);
        }
        this.result = result;
    }

    /**
     * Why the call failed.
     *
     * @return a negative canonical errno
     */
    public int result() {
        return result;
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // Nothing is written.
    public Throwable fillInStackTrace() {
        return this;
    }
}
