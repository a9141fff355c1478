package io.tickwire.recipes;

/** More was asked of a {@link Frame} than is left of it: a peer has sent less than it should. */
public final class FrameEndedException extends IndexOutOfBoundsException {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what was asked, and what is left
     */
    FrameEndedException(String message) {
        super(message);
    }
}
