package io.tickwire.stress.harness;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses of 127.0.0.0/8. */
public final class Loopback {
    private Loopback() {}

    /** A port that the system chooses, at 127.0.0.1. */
    public static InetSocketAddress anyPort() {
        return address(1, 0);
    }

    /** A port at 127.0.0.N. */
    public static InetSocketAddress address(int last, int port) {
        try {
            byte[] bytes = {127, 0, 0, (byte) last};
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
