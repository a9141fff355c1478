package io.tickwire.properties;

/** Whether a run's transport was waited for in vain; core may go on without it when it closes. */
final class StallWatch {
    private boolean isStalled;

    /** A result is lost. */
    IllegalStateException stalled() {
        isStalled = true;
        return new IllegalStateException("waited in vain: a result is lost");
    }

    void verify() {
        if (isStalled) {
            throw new AssertionError("waited in vain: a result is lost");
        }
    }
}
