package io.tickwire.examples.selftest;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Drives peers against a server with a selector of the JDK: opens them, lets them go all at once,
 * and waits for their end. {@link #run} belongs to one thread, {@link #cancel} to any; the results
 * are there once {@code run} has returned. Bounded in connections and in time.
 */
final class SelfTestClient implements Client {
    private static final System.Logger LOGGER = System.getLogger(SelfTestClient.class.getName());

    /** Connections without a first answer, well below the server's backlog. */
    static final int OPENING_MAX = 256;

    private static final int FAILURES_KEPT = 5;
    private static final long SELECT_MILLIS = 50;

    private final SocketAddress address;
    private final List<? extends Peer> peers;
    private final long limitNanos;
    private final Optional<Runnable> barrier;
    private final List<SelectionKey> keys = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int openingCount;
    private int openedCount;
    private boolean isReleased;
    private int endedCount;
    private int failureCount;
    private long measuredFromNanos;
    private long measuredNanos;
    private volatile boolean isCancelled;

    /**
     * Makes a client.
     *
     * @param address where the server listens
     * @param peers one per connection
     * @param limitNanos when to give up
     * @param barrier holds the peers back until all are open; called then, on the client's thread,
     *     before the measured part. Empty lets each go on at once and measures from the start
     */
    SelfTestClient(
            SocketAddress address,
            List<? extends Peer> peers,
            long limitNanos,
            Optional<Runnable> barrier) {
        this.address = address;
        this.peers = peers;
        this.limitNanos = limitNanos;
        this.barrier = barrier;
    }

    @Override
    public void cancel() {
        isCancelled = true;
    }

    @Override
    public void run() {
        long startNanos = System.nanoTime();
        measuredFromNanos = startNanos;
        try (Selector selector = Selector.open()) {
            try {
                while (endedCount < peers.size()
                        && !isCancelled
                        && System.nanoTime() - startNanos < limitNanos) {
                    openSome(selector);
                    selector.select(SELECT_MILLIS);
                    progressSelected(selector);
                    releaseOnceAllOpen();
                }
            } finally {
                measuredNanos = System.nanoTime() - measuredFromNanos;
                countUnfinished();
                keys.forEach(SelfTestClient::close);
            }
        } catch (IOException e) {
            failureCount++;
            failures.add("the client failed: " + e);
        }
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

    private void openSome(Selector selector) throws IOException {
        while (keys.size() < peers.size() && openingCount < OPENING_MAX) {
            Peer peer = peers.get(keys.size());
            SocketChannel channel = newChannel();
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, peer);
            keys.add(key);
            openingCount++;
            peer.connecting();
            try {
                if (channel.connect(address)) {
                    progress(key);
                }
            } catch (IOException e) {
                fail(key, "cannot connect: " + e.getMessage());
            }
        }
    }

    private SocketChannel newChannel() throws IOException {
        SocketChannel channel;
        if (address instanceof UnixDomainSocketAddress) {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        } else {
            channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        channel.configureBlocking(false);
        return channel;
    }

    private void progressSelected(Selector selector) {
        for (Iterator<SelectionKey> i = selector.selectedKeys().iterator(); i.hasNext(); ) {
            SelectionKey key = i.next();
            i.remove();
            if (key.isValid()) {
                progress(key);
            }
        }
    }

    private void progress(SelectionKey key) {
        Peer peer = peerOf(key);
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (!channel.isConnected() && !channel.finishConnect()) {
                return;
            }
            boolean wasOpen = peer.isOpen();
            peer.progress(channel);
            if (!wasOpen && peer.isOpen()) {
                opened();
            }
            if (peer.isDone()) {
                end(key);
            } else {
                key.interestOps(
                        SelectionKey.OP_READ
                                | (peer.isBlockedOnWrite() ? SelectionKey.OP_WRITE : 0));
            }
        } catch (IOException e) {
            fail(key, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void opened() {
        openingCount--;
        openedCount++;
    }

    private void releaseOnceAllOpen() {
        if (isReleased || barrier.isEmpty() || openedCount < peers.size()) {
            return;
        }
        isReleased = true;
        barrier.get().run();
        measuredFromNanos = System.nanoTime();
        for (SelectionKey key : keys) {
            peerOf(key).release();
            if (key.isValid()) {
                progress(key);
            }
        }
    }

    private void fail(SelectionKey key, String reason) {
        if (!peerOf(key).isOpen()) {
            opened(); // it will not be, and the others shall not wait for it
        }
        count(key, reason);
        end(key);
    }

    private void end(SelectionKey key) {
        endedCount++;
        close(key);
    }

    private void countUnfinished() {
        for (SelectionKey key : keys) {
            if (key.isValid()) {
                count(key, "misses " + peerOf(key).missing());
            }
        }
        int unopenedCount = peers.size() - keys.size();
        if (unopenedCount > 0) {
            failureCount += unopenedCount;
            failures.add(unopenedCount + " connections were never opened");
        }
    }

    private void count(SelectionKey key, String reason) {
        failureCount++;
        if (failures.size() < FAILURES_KEPT) {
            failures.add("connection " + keys.indexOf(key) + ": " + reason);
        }
    }

    /** Closing also makes the key invalid, which marks a peer as ended. */
    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "closing a connection failed", e);
        }
    }

    private static Peer peerOf(SelectionKey key) {
        return (Peer) Objects.requireNonNull(key.attachment());
    }
}
