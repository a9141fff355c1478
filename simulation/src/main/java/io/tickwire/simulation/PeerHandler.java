package io.tickwire.simulation;

import io.tickwire.IoStatus;
import java.nio.ByteBuffer;

/**
 * What a simulated peer does about what happens to its connection. Called within the events of the
 * world, on the loop's thread, between the systems' runs; must not call the loop, except {@link
 * io.tickwire.TickLoop#stop}. What it throws comes out of the tick or of {@link World#advance}.
 */
public interface PeerHandler {
    /**
     * The connection is made.
     *
     * @param peer whose
     */
    default void connected(Peer peer) {}

    /**
     * The connection could not be made; the peer is closed.
     *
     * @param peer whose
     * @param status ECONNREFUSED, ETIMEDOUT, or for a Unix socket ENOENT or EAGAIN
     */
    default void refused(Peer peer, IoStatus status) {}

    /**
     * Bytes have been read, in order, cut anyhow.
     *
     * @param peer who read them
     * @param bytes the bytes; valid within the call
     */
    default void received(Peer peer, ByteBuffer bytes) {}

    /**
     * All has been read: the program has ended its side. Closes the peer unless overridden.
     *
     * @param peer whose connection
     */
    default void ended(Peer peer) {
        peer.close();
    }

    /**
     * The connection is gone: the program has reset it, or a fault has. The peer is closed.
     *
     * @param peer whose
     */
    default void reset(Peer peer) {}

    /**
     * There is room again after a send that found too little.
     *
     * @param peer whose
     */
    default void writable(Peer peer) {}
}
