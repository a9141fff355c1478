package io.tickwire.simulation;

import io.tickwire.IoStatus;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A peer that sends a message twenty times a second, checks every byte that comes back, and
 * connects again when its connection has ended.
 */
final class GamePeer implements PeerHandler {
    static final int MESSAGE_BYTES = 32;
    private static final Duration PERIOD = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final World world;
    private final SocketAddress server;
    private final byte[] message = new byte[MESSAGE_BYTES];
    private final Runnable beat = this::beat;
    private Peer peer;
    private int connections;
    private long sent;
    private long echoed;
    private long echoedInAll;
    private boolean isResting;

    GamePeer(World world, SocketAddress server) {
        this.world = world;
        this.server = server;
    }

    void start() {
        long phase = world.random().nextLong(PERIOD.toNanos());
        world.after(Duration.ofNanos(phase), beat);
        connect();
    }

    int connections() {
        return connections;
    }

    long echoedBytes() {
        return echoedInAll;
    }

    /** Sends no more, and closes the connection. */
    void rest() {
        isResting = true;
        peer.close();
    }

    private void connect() {
        if (!isResting) {
            sent = 0;
            echoed = 0;
            connections++;
            peer = world.peer(server, this);
        }
    }

    private byte expected(long position) {
        return (byte) (position * 31 + connections);
    }

    private void beat() {
        if (isResting) {
            return;
        }
        if (peer.room() >= MESSAGE_BYTES) {
            for (int i = 0; i < MESSAGE_BYTES; i++) {
                message[i] = expected(sent++);
            }
            if (!peer.send(message)) {
                throw new AssertionError("no room after all");
            }
        }
        world.after(PERIOD, beat);
    }

    @Override
    public void received(Peer reading, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte got = bytes.get();
            if (got != expected(echoed)) {
                throw new AssertionError(
                        "byte " + echoed + " of connection " + connections + " is " + got);
            }
            echoed++;
            echoedInAll++;
        }
        if (echoed > sent) {
            throw new AssertionError(echoed + " bytes came back of " + sent);
        }
    }

    @Override
    public void ended(Peer ended) {
        ended.close();
        world.after(PAUSE, this::connect);
    }

    @Override
    public void reset(Peer reset) {
        world.after(PAUSE, this::connect);
    }

    @Override
    public void refused(Peer refused, IoStatus status) {
        world.after(PAUSE, this::connect);
    }
}
