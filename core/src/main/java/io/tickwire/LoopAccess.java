package io.tickwire;

import io.tickwire.spi.VirtualThreads;
import org.jspecify.annotations.Nullable;

/** How far a loop's life has gone, and which thread may use it. */
final class LoopAccess {
    private enum State {
        OPEN,
        CLOSING,
        CLOSED,
        FAILED
    }

    private volatile State state = State.OPEN;
    private volatile @Nullable Thread owner;

    /**
     * The owner while it may use the loop, for a check at the cost of a plain read; only it may
     * differ.
     */
    private @Nullable Thread openFor;

    /** Whether systems run on several threads, each with its own lane only. */
    private boolean isParallel;

    /** Throws unless the loop is open or closing and the calling thread may use it. */
    void check() {
        if (Thread.currentThread() != openFor) {
            checkInFull();
        }
    }

    private void checkInFull() {
        State now = state;
        if (now != State.OPEN && now != State.CLOSING) {
            throw new IllegalStateException(
                    "the loop is " + (now == State.FAILED ? "failed" : "closed"));
        }
        if (isParallel) {
            throw new IllegalStateException(
                    "called while a parallel phase runs: a system may use its own lane, tick and"
                            + " mailboxes only");
        }
        checkThread();
    }

    /** Throws if the loop belongs to another thread than the calling one. */
    void checkThread() {
        Thread expected = owner;
        if (expected != null && expected != Thread.currentThread()) {
            throw new IllegalStateException(
                    "called from "
                            + Thread.currentThread()
                            + ", but the loop belongs to "
                            + expected
                            + ": to have it tick for another thread, hand that one the work"
                            + " (see docs/concurrency.md, Schedulers)");
        }
    }

    /** Throws unless the calling thread can own the loop. */
    static void checkCanOwn() {
        Thread thread = Thread.currentThread();
        if (VirtualThreads.isVirtual(thread)) {
            throw new IllegalStateException(
                    "a loop needs a platform thread, not the virtual " + thread);
        }
    }

    /** Makes the calling thread the owner. */
    void own() {
        Thread thread = Thread.currentThread();
        owner = thread;
        openFor = thread;
    }

    @Nullable Thread owner() {
        return owner;
    }

    /** From any thread. */
    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isTakingIntents() {
        return openFor != null || state == State.OPEN;
    }

    /** Bars everybody, the owner too, from all but the lanes that a parallel phase hands out. */
    void beginParallel() {
        openFor = null;
        isParallel = true;
    }

    void endParallel() {
        isParallel = false;
        openFor = owner;
    }

    void closing() {
        state = State.CLOSING;
        openFor = null;
    }

    void closed() {
        state = State.CLOSED;
    }

    void failed() {
        state = State.FAILED;
        openFor = null;
    }
}
