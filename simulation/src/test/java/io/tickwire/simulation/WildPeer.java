package io.tickwire.simulation;

import io.tickwire.IoStatus;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A peer of an echo server that does anything: sends bursts of any size, reads fast, slowly or not
 * at all, ends its side, closes, resets, is cut off, and connects again. Checks every byte.
 */
final class WildPeer implements PeerHandler {
    private static final int BURST_BYTES_MAX = 30_000;

    private final World world;
    private final InetAddress machine;
    private final SocketAddress server;
    private final RandomGenerator random;
    private Peer peer;
    private int connections;
    private long sent;
    private long echoed;
    private long echoedInAll;
    private boolean isAwaitingConnection;
    private boolean isResting;

    WildPeer(World world, int number, SocketAddress server) {
        this.world = world;
        machine = Addresses.machine(number, Addresses.LOOPBACK_4);
        this.server = server;
        random = world.random();
    }

    void start() {
        connect();
        act();
    }

    long echoedBytes() {
        return echoedInAll;
    }

    /** Closes what is open, and does nothing any more. */
    void rest() {
        isResting = true;
        world.heal(machine);
        peer.close();
    }

    private void connect() {
        isAwaitingConnection = false;
        if (!isResting) {
            sent = 0;
            echoed = 0;
            connections++;
            peer = world.peer(machine, server, this);
        }
    }

    private void connectLater() {
        if (!isAwaitingConnection) {
            isAwaitingConnection = true;
            world.after(Duration.ofMillis(random.nextInt(500)), this::connect);
        }
    }

    private void act() {
        if (isResting) {
            return;
        }
        switch (random.nextInt(30)) {
            case 0 -> peer.halfClose();
            case 1 -> {
                peer.close();
                connectLater();
            }
            case 2 -> {
                peer.reset();
                connectLater();
            }
            case 3 -> world.partition(machine);
            case 4, 5, 6 -> world.heal(machine);
            case 7 -> peer.readSpeed(0);
            case 8 -> peer.readSpeed(1 + random.nextInt(200_000));
            case 9, 10, 11 -> peer.readSpeed(Long.MAX_VALUE);
            default -> send(random.nextInt(random.nextInt(1, BURST_BYTES_MAX)));
        }
        world.after(Duration.ofMillis(random.nextInt(200)), this::act);
    }

    private byte expected(long position) {
        return (byte) (position * 7 + connections);
    }

    private void send(int wished) {
        byte[] bytes = new byte[Math.min(wished, peer.room())];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = expected(sent + i);
        }
        sent += peer.send(ByteBuffer.wrap(bytes));
    }

    @Override
    public void received(Peer reading, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte got = bytes.get();
            if (got != expected(echoed) || reading != peer) {
                throw new AssertionError("byte " + echoed + " of " + reading + " is " + got);
            }
            echoed++;
            echoedInAll++;
        }
    }

    @Override
    public void ended(Peer ended) {
        ended.close();
        connectLater();
    }

    @Override
    public void reset(Peer reset) {
        connectLater();
    }

    @Override
    public void refused(Peer refused, IoStatus status) {
        connectLater();
    }
}
