package io.tickwire.examples.selftest;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Opens peers of a stream each, lets them go all at once, and waits for their end. */
final class SelfTestClient extends Client {
    /** Connections without a first answer, well below the server's backlog. */
    static final int OPENING_MAX = 256;

    private final SocketAddress address;
    private final List<? extends Peer> peers;
    private final Optional<Runnable> barrier;
    private final List<SelectionKey> keys = new ArrayList<>();
    private int openingCount;
    private int openedCount;
    private boolean isReleased;
    private int endedCount;

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
        super(limitNanos);
        this.address = address;
        this.peers = peers;
        this.barrier = barrier;
    }

    @Override
    void begin(Selector selector) {}

    @Override
    boolean isDone() {
        return endedCount == peers.size();
    }

    @Override
    void beforeSelect(Selector selector) throws IOException {
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

    @Override
    void progress(SelectionKey key) {
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
            fail(key, reason(e));
        }
    }

    private void opened() {
        openingCount--;
        openedCount++;
    }

    /** Lets all go, once all are open. */
    @Override
    void afterSelect() {
        if (isReleased || barrier.isEmpty() || openedCount < peers.size()) {
            return;
        }
        isReleased = true;
        barrier.get().run();
        measureFromNow();
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

    @Override
    void countUnfinished() {
        for (SelectionKey key : keys) {
            if (key.isValid()) {
                count(key, "misses " + peerOf(key).missing());
            }
        }
        int unopenedCount = peers.size() - keys.size();
        if (unopenedCount > 0) {
            failed(unopenedCount, unopenedCount + " connections were never opened");
        }
    }

    private void count(SelectionKey key, String reason) {
        peerFailed("connection " + keys.indexOf(key) + ": " + reason);
    }

    private static Peer peerOf(SelectionKey key) {
        return (Peer) Objects.requireNonNull(key.attachment());
    }
}
