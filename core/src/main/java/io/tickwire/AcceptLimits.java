package io.tickwire;

import io.tickwire.internal.AddressBits;
import io.tickwire.internal.HashIndex;
import io.tickwire.internal.KeyedHash;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many accepted streams of a listener may be open, in all and from one address. Streams over a
 * Unix socket count in all only. Streams whose address the system does not tell count as if they
 * had one address in common: not to be known must not be a way around a limit. Belongs to the
 * loop's thread.
 */
final class AcceptLimits {
    static final int NONE = Integer.MAX_VALUE;

    /** What a stream leaves as that counts for no address. */
    static final int UNCOUNTED = HashIndex.NONE;

    static final int REFUSED = UNCOUNTED - 1;

    /** Where the scope stands for addresses that are known. */
    private static final long UNKNOWN = -1;

    private final boolean hasAddresses;
    private final KeyedHash hash;
    private final HashIndex addresses = new HashIndex();

    /** Open streams by entry of the index. */
    private int[] openOfAddress = new int[16];

    private int total = NONE;
    private int perAddress = NONE;
    private int open;
    private long refused;

    /** Limits of a listener on an internet address, or on a Unix socket. */
    AcceptLimits(boolean hasAddresses) {
        this(hasAddresses, new KeyedHash());
    }

    AcceptLimits(boolean hasAddresses, KeyedHash hash) {
        this.hasAddresses = hasAddresses;
        this.hash = hash;
    }

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

    /** Whether the peers' addresses have to be known. */
    boolean isPerAddress() {
        return hasAddresses && perAddress != NONE;
    }

    /** Places that were looked at to find addresses. */
    long probes() {
        return addresses.probes();
    }

    /** Addresses that have an open stream. */
    int addresses() {
        return addresses.size();
    }

    /**
     * Counts a stream in if that goes over no limit.
     *
     * @param peer null if it is not known or not asked for
     * @return as what it is to leave, or {@link #REFUSED}
     */
    int admit(@Nullable SocketAddress peer) {
        boolean isOver = open >= total;
        if (!isOver && isPerAddress()) {
            int entry = addresses.find(key(peer));
            isOver = entry != HashIndex.NONE && openOfAddress[entry] >= perAddress;
        }
        if (isOver) {
            refused++;
            return REFUSED;
        }
        open++;
        return isPerAddress() ? count(peer) : UNCOUNTED;
    }

    /** Counts a stream for its address that was admitted without; answers as what it leaves. */
    int count(@Nullable SocketAddress peer) {
        long key = key(peer);
        int entry = addresses.find(key);
        if (entry == HashIndex.NONE) {
            entry = addresses.add(key);
            if (entry == openOfAddress.length) {
                openOfAddress = Arrays.copyOf(openOfAddress, 2 * entry);
            }
            openOfAddress[entry] = 0;
        }
        openOfAddress[entry]++;
        return entry;
    }

    /** Counts a stream out that was admitted so. */
    void leave(int entry) {
        open--;
        if (entry != UNCOUNTED && --openOfAddress[entry] == 0) {
            addresses.remove(entry);
        }
    }

    private long key(@Nullable SocketAddress peer) {
        InetAddress address = peer instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address == null) {
            return hash.of(0, 0, UNKNOWN);
        }
        byte[] bytes = address.getAddress();
        long scope = Integer.toUnsignedLong(AddressBits.scope(address));
        return hash.of(AddressBits.high(bytes), AddressBits.low(bytes), scope);
    }
}
