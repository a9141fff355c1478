package io.tickwire.examples.world;

/**
 * What a test knows of all servers that have run on a machine, one after the other.
 *
 * @param witness what they have seen
 * @param saves which saved worlds there can be
 * @param log which records of the log there can be
 */
record GamePast(Witness witness, SaveLedger saves, LogLedger log) {
    /** Nothing has happened. */
    GamePast() {
        this(new Witness(), new SaveLedger(), new LogLedger());
    }
}
