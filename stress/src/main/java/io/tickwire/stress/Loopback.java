package io.tickwire.stress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses of 127.0.0.0/8. */
final class Loopback {
    private Loopback() {}

    /** A port that the system chooses, at 127.0.0.1. */
    static InetSocketAddress anyPort() {
        return address(1, 0);
    }

    /** A port at 127.0.0.N. */
    static InetSocketAddress address(int last, int port) {
        try {
            byte[] bytes = {127, 0, 0, (byte) last};
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
