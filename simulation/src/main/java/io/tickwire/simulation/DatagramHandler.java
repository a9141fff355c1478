package io.tickwire.simulation;

import java.net.SocketAddress;

/** What a simulated peer does about datagrams. Threads and rules: as {@link PeerHandler}. */
@FunctionalInterface
public interface DatagramHandler {
    /**
     * A datagram has arrived.
     *
     * @param peer where
     * @param from who sent it
     * @param bytes all of it; not to be changed
     */
    void received(DatagramPeer peer, SocketAddress from, byte[] bytes);
}
