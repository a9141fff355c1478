package io.tickwire.completion;

/** A table with a place for each token. */
public interface ByToken {
    /**
     * Makes more places; what the old ones hold stays.
     *
     * @param tokens how many there are from now on: {@link TokenTable#capacity}
     */
    void grow(int tokens);
}
