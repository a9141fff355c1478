package io.tickwire.stress.harness;

import io.tickwire.IoStream;

/**
 * A stream of the loop with its peer.
 *
 * @param stream the loop's end
 * @param peer the other end
 */
public record Connection(IoStream stream, Peer peer) {}
