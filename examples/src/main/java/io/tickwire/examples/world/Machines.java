package io.tickwire.examples.world;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses of simulated machines. */
final class Machines {
    private Machines() {}

    /** The IPv4 address of four numbers from 0 to 255. */
    static InetAddress address(int first, int second, int third, int fourth) {
        byte[] bytes = {(byte) first, (byte) second, (byte) third, (byte) fourth};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
