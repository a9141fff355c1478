package io.tickwire.stress;

/** A run was told to end before its work was done: no failure. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("stopped");
    }
}
