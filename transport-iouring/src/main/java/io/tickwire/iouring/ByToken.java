package io.tickwire.iouring;

/** A table with a place for each token. */
interface ByToken {
    /**
     * Makes more places; what the old ones hold stays.
     *
     * @param tokens how many there are from now on
     */
    void grow(int tokens);
}
