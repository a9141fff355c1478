package io.tickwire.stress.harness;

/** A run was told to end before its work was done: no failure. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("stopped");
    }
}
