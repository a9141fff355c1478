package io.tickwire.spi;

import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives the same object for the same address, so that programs can tell peers by identity and hold
 * no more than one object of each. Bounded: a full cache forgets all. Belongs to the loop's thread.
 */
public final class PeerCache {
    private static final int CAPACITY = 16_384;

    private final Map<SocketAddress, SocketAddress> peers = new HashMap<>();

    /** Makes an empty cache. */
    public PeerCache() {}

    /**
     * The address, as it was seen first.
     *
     * @param peer an address
     * @return an equal object
     */
    public SocketAddress intern(SocketAddress peer) {
        SocketAddress known = peers.get(peer);
        if (known != null) {
            return known;
        }
        if (peers.size() == CAPACITY) {
            peers.clear();
        }
        peers.put(peer, peer);
        return peer;
    }
}
