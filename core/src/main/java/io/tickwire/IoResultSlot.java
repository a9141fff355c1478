package io.tickwire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Holds the result of one intent after its delivery. Any thread may read it; what another thread
 * sees, and when, is not part of a run's determinism. One intent at a time: {@link #reset()} before
 * it is used again.
 */
public final class IoResultSlot {
    private static final int FREE = 0;
    private static final int PENDING = 1;
    private static final int DONE = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(IoResultSlot.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // through STATE
    private volatile int state;

    private int result;
    private long sequence;

    /** Makes a free slot. */
    public IoResultSlot() {}

    /**
     * Whether the result is there.
     *
     * @return true once the intent's last completion is delivered
     */
    public boolean isDone() {
        return loadAcquireState() == DONE;
    }

    /**
     * The result.
     *
     * @return 0 or more, or the negative canonical errno
     * @throws IllegalStateException if it is not there yet
     */
    public int result() {
        requireDone();
        return result;
    }

    /**
     * The result's status.
     *
     * @return the status
     * @throws IllegalStateException if it is not there yet
     */
    public IoStatus status() {
        return IoStatus.of(result());
    }

    /**
     * The sequence of the intent.
     *
     * @return its number
     * @throws IllegalStateException if the result is not there yet
     */
    public long sequence() {
        requireDone();
        return sequence;
    }

    /**
     * Makes the slot free for another intent.
     *
     * @throws IllegalStateException if an intent that is in flight will still fill it
     */
    public void reset() {
        if (!STATE.compareAndSet(this, DONE, FREE) && loadAcquireState() != FREE) {
            throw new IllegalStateException("the slot's intent is still in flight");
        }
    }

    void claim() {
        if (!STATE.compareAndSet(this, FREE, PENDING)) {
            throw new IllegalStateException(
                    isDone()
                            ? "the slot holds a result: reset() it first"
                            : "the slot is given to an intent in flight");
        }
    }

    void fill(int newResult, long newSequence) {
        result = newResult;
        sequence = newSequence;
        STATE.setRelease(this, DONE);
    }

    private int loadAcquireState() {
        return (int) STATE.getAcquire(this);
    }

    private void requireDone() {
        if (!isDone()) {
            throw new IllegalStateException("no result yet");
        }
    }
}
