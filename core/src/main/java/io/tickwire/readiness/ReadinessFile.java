package io.tickwire.readiness;

/**
 * An open file under the engine, made by a {@link FileBackend}. One thread at a time uses it; the
 * engine closes it.
 */
public abstract class ReadinessFile extends OpenHandle {
    /** For backends. */
    protected ReadinessFile() {}

    /**
     * Closes the file, see close(2). Called once.
     *
     * @return 0 or a negative canonical errno; the file is closed either way
     */
    protected abstract int release();
}
