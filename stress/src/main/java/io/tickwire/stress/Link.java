package io.tickwire.stress;

import io.tickwire.IoStream;

/**
 * A connection between a loop and a socket of the scenario's.
 *
 * @param stream the loop's end
 * @param peer the other end
 */
record Link(IoStream stream, PeerSocket peer) {}
