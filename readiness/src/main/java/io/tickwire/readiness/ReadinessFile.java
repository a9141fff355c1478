package io.tickwire.readiness;

/**
 * An open file under the engine, made by a {@link FileBackend}. One thread at a time uses it; the
 * engine closes it.
 */
public abstract class ReadinessFile extends OpenHandle {
    private static final long UNKNOWN = Long.MIN_VALUE;

    /** Tells which file it is; handles of one file have the same, an int once it was asked for. */
    private volatile long identityHash = UNKNOWN;

    /** Calls that hang, whose results nobody waits for any more. Guarded by this. */
    private int strandedCalls;

    /** Whether it is closed, or to be closed when the last such call returns. Guarded by this. */
    private boolean isEnding;

    /** For backends. */
    protected ReadinessFile() {}

    /**
     * Closes the file, see close(2). Called once.
     *
     * @return 0 or a negative canonical errno; the file is closed either way
     */
    protected abstract int release();

    /**
     * What tells this file from others, the same for all its handles. Asked once, by the thread
     * that has opened it, where several threads work on files; may block.
     *
     * @return a hash code; unless overridden, that of this handle
     */
    protected int identity() {
        return System.identityHashCode(this);
    }

    final void identify() {
        identityHash = identity();
    }

    final int identityHash() {
        long known = identityHash;
        return known == UNKNOWN ? System.identityHashCode(this) : (int) known;
    }

    /** A call on it is abandoned: the file stays open until {@link #returned}. */
    final synchronized void strand() {
        strandedCalls++;
    }

    /** An abandoned call has returned. */
    final void returned() {
        boolean isDue;
        synchronized (this) {
            strandedCalls--;
            isDue = isEnding && strandedCalls == 0;
        }
        if (isDue) {
            int unused = release();
        }
    }

    /**
     * Closes the file, or has it closed when the last call that was given up has returned. Called
     * once, by whoever has opened it.
     *
     * @return 0 or a negative canonical errno; the file is closed either way
     */
    public final int end() {
        synchronized (this) {
            isEnding = true;
            if (strandedCalls > 0) {
                return 0;
            }
        }
        return release();
    }
}
