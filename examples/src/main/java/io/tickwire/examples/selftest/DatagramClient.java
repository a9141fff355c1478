package io.tickwire.examples.selftest;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * Drives datagram peers against a server, a bounded number of datagrams at a time, and sends again
 * what did not come back in time: the network may lose datagrams, the server's echo must not be
 * wrong.
 */
final class DatagramClient extends Client {
    /** Datagrams of all peers together that may be under way. */
    static final int IN_FLIGHT_MAX = 64;

    private static final int ATTEMPTS_MAX = 100;
    private static final long RESEND_NANOS = 200_000_000;

    private final SocketAddress address;
    private final int count;
    private final int messages;
    private final Histogram latencyNanos;
    private final Traffic traffic = new Traffic();
    private final ByteBuffer scratch =
            ByteBuffer.allocateDirect(DatagramPeer.HEADER_BYTES + Traffic.MESSAGE_BYTES_MAX + 1);
    private final ArrayDeque<SelectionKey> ready = new ArrayDeque<>();
    private final List<SelectionKey> inFlight = new ArrayList<>();
    private long resent;

    /**
     * Makes a client.
     *
     * @param address where the server's socket is bound
     * @param count peers, each with a socket of its own
     * @param messages datagrams of each
     * @param limitNanos when to give up
     * @param latencyNanos takes the time from the last sending of a datagram to its echo
     */
    DatagramClient(
            SocketAddress address,
            int count,
            int messages,
            long limitNanos,
            Histogram latencyNanos) {
        super(limitNanos);
        this.address = address;
        this.count = count;
        this.messages = messages;
        this.latencyNanos = latencyNanos;
    }

    /** Datagrams that were sent once more. */
    long resent() {
        return resent;
    }

    @Override
    boolean isDone() {
        return ready.isEmpty() && inFlight.isEmpty();
    }

    @Override
    void countUnfinished() {
        ready.forEach(this::countUnfinished);
        inFlight.forEach(this::countUnfinished);
    }

    @Override
    void begin(Selector selector) throws IOException {
        for (int number = 0; number < count; number++) {
            DatagramChannel channel = DatagramChannel.open();
            try {
                channel.configureBlocking(false);
                channel.connect(address);
                DatagramPeer peer = new DatagramPeer(number, messages, traffic, channel);
                ready.add(channel.register(selector, SelectionKey.OP_READ, peer));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    }

    @Override
    void beforeSelect(Selector selector) {
        while (!ready.isEmpty() && inFlight.size() < IN_FLIGHT_MAX) {
            SelectionKey key = ready.remove();
            if (send(key)) {
                inFlight.add(key);
            }
        }
    }

    /** Answers false if the peer has failed. */
    private boolean send(SelectionKey key) {
        try {
            peerOf(key).send(scratch);
            return true;
        } catch (IOException e) {
            fail(key, e);
            return false;
        }
    }

    @Override
    void progress(SelectionKey key) {
        DatagramPeer peer = peerOf(key);
        long sentNanos = peer.sentNanos();
        try {
            if (!peer.receive(scratch)) {
                return;
            }
        } catch (IOException e) {
            inFlight.remove(key);
            ready.remove(key);
            fail(key, e);
            return;
        }
        long nanos = System.nanoTime() - sentNanos;
        latencyNanos.recordValue(Math.min(nanos, latencyNanos.getHighestTrackableValue()));
        inFlight.remove(key);
        if (peer.isDone()) {
            close(key);
        } else {
            ready.add(key);
        }
    }

    @Override
    void afterSelect() {
        long now = System.nanoTime();
        for (int i = inFlight.size() - 1; i >= 0; i--) {
            SelectionKey key = inFlight.get(i);
            DatagramPeer peer = peerOf(key);
            if (now - peer.sentNanos() < RESEND_NANOS) {
                continue;
            }
            if (peer.attempts() == ATTEMPTS_MAX) {
                inFlight.remove(i);
                fail(key, new Peer.PeerException("no echo of " + ATTEMPTS_MAX + " datagrams"));
            } else {
                resent++;
                if (!send(key)) {
                    inFlight.remove(i);
                }
            }
        }
    }

    private void countUnfinished(SelectionKey key) {
        peerFailed(peerOf(key) + ": misses " + peerOf(key).missing());
    }

    private void fail(SelectionKey key, IOException e) {
        peerFailed(peerOf(key) + ": " + reason(e));
        close(key);
    }

    private static DatagramPeer peerOf(SelectionKey key) {
        return (DatagramPeer) Objects.requireNonNull(key.attachment());
    }
}
