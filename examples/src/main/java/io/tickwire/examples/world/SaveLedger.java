package io.tickwire.examples.world;

/**
 * Which saves of the world a crash may leave. A save that was reported done may still be undone by
 * a crash, since nothing has brought its rename to the device; the next one's sync does.
 */
final class SaveLedger {
    private long attempted;
    private long done;
    private long sure;
    private int recoveries;
    private int saves;

    /** A new number for the save that begins. */
    long begin() {
        return ++attempted;
    }

    void done(long number) {
        sure = done;
        done = number;
        saves++;
    }

    /** Checks what a program found that has just started. 0 stands for no file. */
    void recovered(long number) {
        if (number < sure || number > attempted) {
            throw new IllegalStateException(
                    "found save " + number + ", not one from " + sure + " to " + attempted);
        }
        recoveries++;
        done = number;
        sure = number;
    }

    /** Checks what the program found that has done the last save itself. */
    void foundAgain(long number) {
        if (number != done) {
            throw new IllegalStateException("found save " + number + " instead of " + done);
        }
    }

    int saves() {
        return saves;
    }

    int recoveries() {
        return recoveries;
    }
}
