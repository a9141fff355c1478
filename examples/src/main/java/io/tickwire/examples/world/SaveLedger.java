package io.tickwire.examples.world;

/** Which saves of the world a crash may leave: the last one that was reported done, or a later. */
final class SaveLedger {
    private long attempted;
    private long done;
    private int recoveries;
    private int saves;

    /** A new number for the save that begins. */
    long begin() {
        return ++attempted;
    }

    void done(long number) {
        done = number;
        saves++;
    }

    /** Checks what a program found that has just started. 0 stands for no file. */
    void recovered(long number) {
        if (number < done || number > attempted) {
            throw new IllegalStateException(
                    "found save " + number + ", not one from " + done + " to " + attempted);
        }
        recoveries++;
        done = number;
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
