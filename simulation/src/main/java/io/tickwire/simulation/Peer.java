package io.tickwire.simulation;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A simulated peer's side of one connection to the program, or to another peer. Faults strike the
 * program's calls and what is under way, never a peer's own calls. Belongs to the world's thread.
 * What it sends is bounded by a send buffer, what it has not read by a receive buffer. Whoever made
 * it closes it; one that is never closed costs nothing.
 */
public final class Peer {
    private final World world;
    private final StreamEnd end;
    private final PeerDriver driver;

    Peer(World world, StreamEnd end, PeerHandler handler) {
        this.world = world;
        this.end = end;
        driver = new PeerDriver(world, this, end, handler);
    }

    PeerDriver driver() {
        return driver;
    }

    StreamEnd end() {
        return end;
    }

    /**
     * The peer's address.
     *
     * @return an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     */
    public SocketAddress localAddress() {
        return end.local();
    }

    /**
     * The program's address.
     *
     * @return an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     */
    public SocketAddress remoteAddress() {
        return end.remote();
    }

    /**
     * Whether the connection was made and neither side has closed or reset it since.
     *
     * @return true while bytes can be exchanged
     */
    public boolean isConnected() {
        return end.isConnected() && !end.isDead() && !end.isClosed();
    }

    /**
     * How much can be sent now.
     *
     * @return bytes; 0 unless connected
     */
    public int room() {
        return isConnected() ? end.room() : 0;
    }

    /**
     * Sends all bytes or, if there is not room for all, none.
     *
     * @param bytes what to send
     * @return false if nothing was sent; {@link PeerHandler#writable} tells when to try again
     */
    public boolean send(byte[] bytes) {
        if (room() < bytes.length) {
            end.awaitRoom();
            return false;
        }
        int unused = send(ByteBuffer.wrap(bytes));
        return true;
    }

    /**
     * Sends what there is room for.
     *
     * @param bytes what to send; its position moves
     * @return bytes sent, 0 or more; if not all, {@link PeerHandler#writable} tells when there is
     *     room
     */
    public int send(ByteBuffer bytes) {
        int length = Math.min(room(), bytes.remaining());
        if (bytes.remaining() > length) {
            end.awaitRoom();
        }
        if (length > 0) {
            end.out().write(bytes, length);
            end.out().push();
        }
        return length;
    }

    /** Ends the peer's side: the program reads the end of the stream behind what was sent. */
    public void halfClose() {
        int unused = end.shutdown(1);
    }

    /**
     * Closes the connection, in order if all that arrived was read, else with a reset. No callback
     * comes any more.
     */
    public void close() {
        if (!end.isClosed()) {
            end.close(false);
        }
    }

    /** Resets the connection (SO_LINGER of 0, socket(7)). No callback comes any more. */
    public void reset() {
        if (!end.isClosed()) {
            end.close(true);
        }
    }

    /**
     * Sets how fast the peer reads; at once by default. What it does not read fills its receive
     * buffer, and then the program's send buffer.
     *
     * @param bytesPerSecond 0 to read nothing, {@link Long#MAX_VALUE} to read at once
     */
    public void readSpeed(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytesPerSecond: " + bytesPerSecond);
        }
        driver.readSpeed(bytesPerSecond);
    }

    /**
     * Has something done later, unless the peer is closed by then.
     *
     * @param delay how much later, not negative
     * @param action what to do
     */
    public void after(Duration delay, Runnable action) {
        world.after(
                delay,
                () -> {
                    if (!end.isClosed()) {
                        action.run();
                    }
                });
    }

    @Override
    public String toString() {
        return "Peer[" + end + "]";
    }
}
