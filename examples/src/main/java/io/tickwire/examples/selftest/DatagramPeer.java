package io.tickwire.examples.selftest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Sends numbered datagrams, the next one when the last came back, and checks every byte. A late
 * echo of a datagram that was sent twice is passed over once it was checked.
 */
final class DatagramPeer {
    /** A datagram's number stands before its bytes. */
    static final int HEADER_BYTES = Integer.BYTES;

    private final int number;
    private final int messages;
    private final Traffic traffic;
    private final DatagramChannel channel;
    private int next;
    private int attempts;
    private long sentNanos;

    DatagramPeer(int number, int messages, Traffic traffic, DatagramChannel channel) {
        this.number = number;
        this.messages = messages;
        this.traffic = traffic;
        this.channel = channel;
    }

    boolean isDone() {
        return next == messages;
    }

    /** How often the datagram under way was sent. */
    int attempts() {
        return attempts;
    }

    long sentNanos() {
        return sentNanos;
    }

    String missing() {
        return (messages - next) + " of " + messages + " datagrams";
    }

    @Override
    public String toString() {
        return "socket " + number;
    }

    /** Sends the datagram whose turn it is, once more if it was sent before. */
    void send(ByteBuffer scratch) throws IOException {
        scratch.clear().putInt(next).put(traffic.from(number, next, 0)).flip();
        attempts++;
        sentNanos = System.nanoTime();
        // A socket that takes nothing now has lost this one: it is sent again later.
        channel.write(scratch);
    }

    /** Takes what has come; answers whether it was the datagram under way. */
    boolean receive(ByteBuffer scratch) throws IOException {
        while (channel.read(scratch.clear()) > 0) {
            scratch.flip();
            if (scratch.remaining() < HEADER_BYTES) {
                throw new Peer.PeerException("a datagram of " + scratch.remaining() + " bytes");
            }
            int message = scratch.getInt();
            if (message < 0 || message > next) {
                throw new Peer.PeerException("datagram " + message + ", which was never sent");
            }
            int bytes = Traffic.size(number, message);
            if (scratch.remaining() != bytes) {
                throw new Peer.PeerException(scratch.remaining() + " bytes instead of " + bytes);
            }
            int at = traffic.mismatch(number, message, 0, scratch);
            if (at >= 0) {
                throw new Peer.PeerException("datagram " + message + " differs at byte " + at);
            }
            if (message == next) {
                next++;
                attempts = 0;
                return true;
            }
        }
        return false;
    }
}
