package io.tickwire.examples.world;

import io.tickwire.simulation.DatagramHandler;
import io.tickwire.simulation.DatagramPeer;
import io.tickwire.simulation.World;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Asks for the server's status once a second. Belongs to the world's thread. */
final class StatusClient implements DatagramHandler {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final World world;
    private final DatagramPeer socket;
    private final Runnable ask = this::ask;
    private long asked;
    private long answered;
    private boolean isDone;

    StatusClient(World world) {
        this.world = world;
        socket = world.datagramPeer(new InetSocketAddress(Machines.address(0, 0, 0, 0), 0), this);
        world.after(PERIOD, ask);
    }

    long asked() {
        return asked;
    }

    long answered() {
        return answered;
    }

    void quit() {
        isDone = true;
        socket.close();
    }

    private void ask() {
        if (!isDone) {
            long nonce = ++asked * FACTOR;
            socket.send(GameServer.STATUS, ByteBuffer.allocate(Long.BYTES).putLong(nonce).array());
            world.after(PERIOD, ask);
        }
    }

    @Override
    public void received(DatagramPeer peer, SocketAddress from, byte[] bytes) {
        ByteBuffer answer = ByteBuffer.wrap(bytes);
        if (bytes.length != StatusSystem.ANSWER_BYTES || !isAsked(answer.getLong())) {
            throw new AssertionError("no answer to what was asked: " + bytes.length + " bytes");
        }
        answered++;
    }

    /** Answers may be late: to one of the last few questions. */
    private boolean isAsked(long nonce) {
        for (long number = asked; number > 0 && number > asked - 100; number--) {
            if (number * FACTOR == nonce) {
                return true;
            }
        }
        return false;
    }
}
