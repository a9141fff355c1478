package io.tickwire.examples.selftest;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * Drives datagram peers against a server, a bounded number of datagrams at a time, and sends again
 * what did not come back in time: the network may lose datagrams, the server's echo must not be
 * wrong.
 */
final class DatagramClient implements Client {
    private static final System.Logger LOGGER = System.getLogger(DatagramClient.class.getName());

    /** Datagrams of all peers together that may be under way. */
    static final int IN_FLIGHT_MAX = 64;

    private static final int ATTEMPTS_MAX = 100;
    private static final long RESEND_NANOS = 200_000_000;
    private static final long SELECT_MILLIS = 50;
    private static final int FAILURES_KEPT = 5;

    private final SocketAddress address;
    private final int count;
    private final int messages;
    private final long limitNanos;
    private final Histogram latencyNanos;
    private final Traffic traffic = new Traffic();
    private final ByteBuffer scratch =
            ByteBuffer.allocateDirect(DatagramPeer.HEADER_BYTES + Traffic.MESSAGE_BYTES_MAX + 1);
    private final ArrayDeque<SelectionKey> ready = new ArrayDeque<>();
    private final List<SelectionKey> inFlight = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int failureCount;
    private long resent;
    private long measuredNanos;
    private volatile boolean isCancelled;

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
        this.address = address;
        this.count = count;
        this.messages = messages;
        this.limitNanos = limitNanos;
        this.latencyNanos = latencyNanos;
    }

    @Override
    public void cancel() {
        isCancelled = true;
    }

    @Override
    public long measuredNanos() {
        return measuredNanos;
    }

    @Override
    public int failureCount() {
        return failureCount;
    }

    @Override
    public List<String> failures() {
        return failures;
    }

    /** Datagrams that were sent once more. */
    long resent() {
        return resent;
    }

    @Override
    public void run() {
        long startNanos = System.nanoTime();
        try (Selector selector = Selector.open()) {
            try {
                open(selector);
                while ((!ready.isEmpty() || !inFlight.isEmpty())
                        && !isCancelled
                        && System.nanoTime() - startNanos < limitNanos) {
                    sendReady();
                    selector.select(SELECT_MILLIS);
                    receiveSelected(selector);
                    resendLate();
                }
            } finally {
                measuredNanos = System.nanoTime() - startNanos;
                ready.forEach(this::countUnfinished);
                inFlight.forEach(this::countUnfinished);
                selector.keys().forEach(DatagramClient::close);
            }
        } catch (IOException e) {
            failureCount++;
            failures.add("the client failed: " + e);
        }
    }

    private void open(Selector selector) throws IOException {
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

    private void sendReady() {
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

    private void receiveSelected(Selector selector) {
        for (Iterator<SelectionKey> i = selector.selectedKeys().iterator(); i.hasNext(); ) {
            SelectionKey key = i.next();
            i.remove();
            if (key.isValid()) {
                receive(key);
            }
        }
    }

    private void receive(SelectionKey key) {
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

    private void resendLate() {
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
        count(peerOf(key), "misses " + peerOf(key).missing());
    }

    private void fail(SelectionKey key, IOException reason) {
        String message = reason.getMessage();
        count(peerOf(key), message == null ? reason.toString() : message);
        close(key);
    }

    private void count(DatagramPeer peer, String reason) {
        failureCount++;
        if (failures.size() < FAILURES_KEPT) {
            failures.add(peer + ": " + reason);
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "closing a socket failed", e);
        }
    }

    private static DatagramPeer peerOf(SelectionKey key) {
        return (DatagramPeer) Objects.requireNonNull(key.attachment());
    }
}
