package io.tickwire.readiness;

/**
 * Keeps a wakeup for the next wait, and the backend's own wakeup (a system call) for the case that
 * somebody does wait. Each side writes its flag before it reads the other's, so one of them sees
 * the other; both flags are volatile, which orders that.
 */
final class WakeupFlag {
    private volatile boolean requested;
    private volatile boolean waiting;

    /** From any thread. Answers whether the backend must be woken. */
    boolean request() {
        requested = true;
        return waiting;
    }

    /** The loop's thread is about to wait. Answers false if it must not. */
    boolean beginWait() {
        waiting = true;
        return !requested;
    }

    /** The loop's thread has waited, which answers every request up to now. */
    void endWait() {
        waiting = false;
        requested = false;
    }
}
