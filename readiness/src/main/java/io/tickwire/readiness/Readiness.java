package io.tickwire.readiness;

/** What a socket can be ready for, and what one can wait for: a set of bits. */
public final class Readiness {
    /** A receive, or a listener's accept, may get on. */
    public static final int READABLE = 1;

    /** A send, or a connect under way, may get on. */
    public static final int WRITABLE = 1 << 1;

    /**
     * The peer has closed its side, or the socket has failed: nothing more will be reported, so
     * every call is tried at once from now on. Edge-triggered backends must report it; others need
     * not.
     */
    public static final int ENDED = 1 << 2;

    /** What a call answers that would have to wait; no result of the SPI has this value. */
    public static final int WOULD_BLOCK = Integer.MIN_VALUE;

    private Readiness() {}
}
