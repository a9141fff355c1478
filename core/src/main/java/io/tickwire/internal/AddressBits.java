package io.tickwire.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An internet address as two words: the 128 bits of IPv6, in network byte order, where an IPv4
 * address is the mapped one (RFC 4291, 2.5.5.2), as it is to the JDK.
 */
public final class AddressBits {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final long MAPPED = 0xffffL << Integer.SIZE;

    private AddressBits() {}

    /** The upper word. */
    public static long high(byte[] address) {
        return address.length == IPV4_BYTES ? 0 : word(address, 0, Long.BYTES);
    }

    /** The lower word. */
    public static long low(byte[] address) {
        return address.length == IPV4_BYTES
                ? ofIpv4((int) word(address, 0, IPV4_BYTES))
                : word(address, Long.BYTES, Long.BYTES);
    }

    /** The lower word of an IPv4 address, whose upper one is 0. */
    public static long ofIpv4(int address) {
        return MAPPED | Integer.toUnsignedLong(address);
    }

    /** The interface that a link-local address belongs to, or 0. */
    public static int scope(InetAddress address) {
        return address instanceof Inet6Address six ? six.getScopeId() : 0;
    }

    /** The address of two words; {@link java.net.Inet4Address} for a mapped one. */
    public static InetAddress address(long high, long low, int scope) {
        byte[] bytes = new byte[IPV6_BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            int shift = Long.SIZE - (i + 1) * Byte.SIZE;
            bytes[i] = (byte) (high >>> shift);
            bytes[Long.BYTES + i] = (byte) (low >>> shift);
        }
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            return scope != 0 && address instanceof Inet6Address
                    ? Inet6Address.getByAddress(null, bytes, scope)
                    : address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    private static long word(byte[] bytes, int from, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word = (word << Byte.SIZE) | (bytes[from + i] & 0xff);
        }
        return word;
    }
}
