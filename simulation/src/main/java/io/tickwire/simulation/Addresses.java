package io.tickwire.simulation;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** The addresses of the simulated network. */
final class Addresses {
    static final InetAddress LOOPBACK_4 = of(127, 0, 0, 1);
    static final InetAddress LOOPBACK_6 = of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    /** The most peers that get an address of their own; the next one shares the first's. */
    private static final int PEERS_MAX = (1 << 24) - 2;

    private Addresses() {}

    private static InetAddress of(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    /** The address of a machine with a number, counted from 0, of the same family as another. */
    static InetAddress machine(int number, InetAddress family) {
        int n = 1 + number % PEERS_MAX;
        int high = n >> 16;
        int middle = (n >> 8) & 0xff;
        int low = n & 0xff;
        return family instanceof Inet6Address
                ? of(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, high, middle, low)
                : of(10, high, middle, low);
    }

    /** The address of the program's machine, of the same family as another, to get to that one. */
    static InetAddress program(InetAddress target) {
        boolean isIpv6 = target instanceof Inet6Address;
        if (target.isLoopbackAddress() || target.isAnyLocalAddress()) {
            return isIpv6 ? LOOPBACK_6 : LOOPBACK_4;
        }
        return isIpv6 ? of(0xfc, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) : of(192, 168, 0, 1);
    }

    /** Where something sent to an address goes: the unspecified one means this machine. */
    static InetSocketAddress reachable(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return host.isAnyLocalAddress()
                ? new InetSocketAddress(program(host), address.getPort())
                : address;
    }
}
