package io.tickwire.spi;

import io.tickwire.internal.AddressBits;
import io.tickwire.internal.HashIndex;
import io.tickwire.internal.KeyedHash;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives the same object for the same address, so that programs can tell peers by identity and hold
 * no more than one object of each. Internet addresses are the same if address, port and scope are.
 * Belongs to the loop's thread.
 *
 * <p>Bounded by {@link #CAPACITY}: a full cache forgets one address for each new one, first those
 * that were seen once, then those that have gone unseen the longest (the clock algorithm). So a
 * peer seen again before {@link #CAPACITY} others are seen keeps its object, whatever others do.
 * Which addresses are forgotten depends on the order of calls alone.
 *
 * <p>Addresses are the peers' to choose, so they are hashed under a secret key. Whether an address
 * is known is found out without allocation.
 */
public final class PeerCache {
    /** How many addresses a cache remembers. */
    public static final int CAPACITY = 16_384;

    private static final int FIRST_PEERS = 16;

    /** Where port and scope stand for internet addresses; no port is that high. */
    private static final long UNIX = -1;

    private final KeyedHash hash;
    private final HashIndex index = new HashIndex();

    // By entry of the index.
    private @Nullable SocketAddress[] peers = new @Nullable SocketAddress[FIRST_PEERS];
    private long[] highs = new long[FIRST_PEERS];
    private long[] lows = new long[FIRST_PEERS];
    private long[] tails = new long[FIRST_PEERS];
    private boolean[] isSeenAgain = new boolean[FIRST_PEERS];

    /** The entry that a full cache looks at next. */
    private int hand;

    /** Makes an empty cache. */
    public PeerCache() {
        this(new KeyedHash());
    }

    PeerCache(KeyedHash hash) {
        this.hash = hash;
    }

    /**
     * The address, as it was first seen.
     *
     * @param peer an address
     * @return an equal object
     */
    public SocketAddress intern(SocketAddress peer) {
        if (peer instanceof InetSocketAddress inet && inet.getAddress() != null) {
            return intern(inet, inet.getAddress());
        }
        return peer instanceof UnixDomainSocketAddress unix ? internUnix(unix) : peer;
    }

    /**
     * The internet address of these parts.
     *
     * @param high the first 8 bytes of an IPv6 address, in network byte order
     * @param low its last 8 bytes
     * @param scope the interface of a link-local address, or 0
     * @param port 0 to 65535
     * @return the same object as for the same parts before
     */
    public SocketAddress internIpv6(long high, long low, int scope, int port) {
        long tail = tail(scope, port);
        long key = hash.of(high, low, tail);
        SocketAddress known = known(key, high, low, tail);
        if (known != null) {
            return known;
        }
        InetAddress address = AddressBits.address(high, low, scope);
        return remember(key, new InetSocketAddress(address, port), high, low, tail);
    }

    /**
     * The internet address of these parts.
     *
     * @param address the 4 bytes of an IPv4 address, in network byte order
     * @param port 0 to 65535
     * @return the same object as for the same parts before
     */
    public SocketAddress internIpv4(int address, int port) {
        return internIpv6(0, AddressBits.ofIpv4(address), 0, port);
    }

    private SocketAddress intern(InetSocketAddress peer, InetAddress address) {
        byte[] bytes = address.getAddress();
        long high = AddressBits.high(bytes);
        long low = AddressBits.low(bytes);
        long tail = tail(AddressBits.scope(address), peer.getPort());
        long key = hash.of(high, low, tail);
        SocketAddress known = known(key, high, low, tail);
        return known != null ? known : remember(key, peer, high, low, tail);
    }

    private SocketAddress internUnix(UnixDomainSocketAddress peer) {
        long key = hash.of(peer.getPath().toString());
        int entry = index.find(key);
        if (entry != HashIndex.NONE && peer.equals(peers[entry])) {
            return seen(entry);
        }
        return remember(key, peer, 0, 0, UNIX);
    }

    /** How many addresses are known. */
    int size() {
        return index.size();
    }

    /** Places that were looked at to find addresses. */
    long probes() {
        return index.probes();
    }

    private static long tail(int scope, int port) {
        return ((long) scope << Integer.SIZE) | port;
    }

    private @Nullable SocketAddress known(long key, long high, long low, long tail) {
        int entry = index.find(key);
        boolean isKnown =
                entry != HashIndex.NONE
                        && highs[entry] == high
                        && lows[entry] == low
                        && tails[entry] == tail;
        return isKnown ? seen(entry) : null;
    }

    private SocketAddress seen(int entry) {
        SocketAddress peer = peers[entry];
        if (peer == null) {
            throw new IllegalStateException("entry " + entry + " has no address");
        }
        isSeenAgain[entry] = true;
        return peer;
    }

    private SocketAddress remember(long key, SocketAddress peer, long high, long low, long tail) {
        if (index.size() == CAPACITY) {
            forgetOne();
        }
        int entry = index.add(key);
        if (entry == peers.length) {
            grow();
        }
        peers[entry] = peer;
        highs[entry] = high;
        lows[entry] = low;
        tails[entry] = tail;
        isSeenAgain[entry] = false;
        return peer;
    }

    /** Passes over what was seen again since the last look, at most once around. */
    private void forgetOne() {
        while (isSeenAgain[hand]) {
            isSeenAgain[hand] = false;
            hand = (hand + 1) % CAPACITY;
        }
        index.remove(hand);
        hand = (hand + 1) % CAPACITY;
    }

    private void grow() {
        int length = 2 * peers.length;
        peers = Arrays.copyOf(peers, length);
        highs = Arrays.copyOf(highs, length);
        lows = Arrays.copyOf(lows, length);
        tails = Arrays.copyOf(tails, length);
        isSeenAgain = Arrays.copyOf(isSeenAgain, length);
    }
}
