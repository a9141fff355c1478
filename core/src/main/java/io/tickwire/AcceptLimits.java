package io.tickwire;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many accepted streams of a listener may be open, in all and from one address. Streams over a
 * Unix socket count in all only. Belongs to the loop's thread.
 */
final class AcceptLimits {
    static final int NONE = Integer.MAX_VALUE;

    private int total = NONE;
    private int perAddress = NONE;
    private int open;
    private long refused;
    private final Map<InetAddress, Integer> openByAddress = new HashMap<>();

    void set(int newTotal, int newPerAddress) {
        if (newTotal < 1 || newPerAddress < 1) {
            throw new IllegalArgumentException(
                    "limits: " + newTotal + " in all, " + newPerAddress + " per address");
        }
        total = newTotal;
        perAddress = newPerAddress;
    }

    int open() {
        return open;
    }

    long refused() {
        return refused;
    }

    /** Whether the peer's address has to be known. */
    boolean isPerAddress() {
        return perAddress != NONE;
    }

    /** Counts a stream in; answers false if that would go over a limit. */
    boolean admit(@Nullable InetAddress peer) {
        int ofPeer = peer == null ? 0 : openByAddress.getOrDefault(peer, 0);
        if (open >= total || ofPeer >= perAddress) {
            refused++;
            return false;
        }
        open++;
        if (peer != null) {
            openByAddress.put(peer, ofPeer + 1);
        }
        return true;
    }

    /** Counts a stream out that was admitted. */
    void leave(@Nullable InetAddress peer) {
        open--;
        if (peer != null && openByAddress.merge(peer, -1, Integer::sum) == 0) {
            openByAddress.remove(peer);
        }
    }
}
