package io.tickwire.simulation;

import java.net.InetSocketAddress;

/** A datagram that has arrived; nobody changes its bytes. */
final class Datagram {
    /** The system's own part of what a datagram takes of a buffer. */
    private static final int OVERHEAD_BYTES = 256;

    private final InetSocketAddress source;
    private final byte[] bytes;

    Datagram(InetSocketAddress source, byte[] bytes) {
        this.source = source;
        this.bytes = bytes;
    }

    InetSocketAddress source() {
        return source;
    }

    byte[] bytes() {
        return bytes;
    }

    /** What it takes of a receive buffer. */
    int charge() {
        return charge(bytes.length);
    }

    /** What a datagram of a length takes of a buffer. */
    static int charge(int length) {
        return length + OVERHEAD_BYTES;
    }
}
