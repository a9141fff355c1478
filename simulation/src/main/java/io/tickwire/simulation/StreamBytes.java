package io.tickwire.simulation;

/** The bytes of one stream that have passed the network and belong to no delivered completion. */
final class StreamBytes {
    /** From the program to the network. */
    final ByteRing sent = new ByteRing();

    /** From the network to the program. */
    final ByteRing received = new ByteRing();

    /** Whether the network takes nothing more for now. */
    boolean isFull;

    /** The last tick in which something other than core held the stream's sends up; -1 for none. */
    long heldUpTick = -1;
}
