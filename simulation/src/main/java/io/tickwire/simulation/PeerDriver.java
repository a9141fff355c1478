package io.tickwire.simulation;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;

import io.tickwire.IoStatus;
import java.nio.ByteBuffer;

/** Reads for a peer, as fast as it wants to, and calls its handler. For one thread. */
final class PeerDriver implements StreamOwner {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** A peer that reads slowly does so about so often in a second. */
    private static final int READS_PER_SECOND = 100;

    private final World world;
    private final Peer peer;
    private final StreamEnd end;
    private final PeerHandler handler;
    private final Runnable nextRead = this::readNext;
    private long bytesPerSecond = Long.MAX_VALUE;
    private boolean isReadPlanned;
    private boolean isEndTold;

    PeerDriver(World world, Peer peer, StreamEnd end, PeerHandler handler) {
        this.world = world;
        this.peer = peer;
        this.end = end;
        this.handler = handler;
        end.ownedBy(this);
    }

    /** Starts to connect. How that went is told by an event, even where it is known at once. */
    void connect(Network network) {
        int result = network.connect(end, false);
        if (result != WOULD_BLOCK) {
            world.time().after(0, () -> tellConnect(result));
        }
    }

    private void tellConnect(int result) {
        if (end.isClosed()) {
            return;
        }
        if (result < 0) {
            refused(result);
        } else {
            accepted();
        }
    }

    void readSpeed(long speed) {
        bytesPerSecond = speed;
        planRead(0);
    }

    private void planRead(long nanos) {
        if (!isReadPlanned && bytesPerSecond > 0 && isAnythingToRead()) {
            isReadPlanned = true;
            world.time().after(nanos, nextRead);
        }
    }

    private boolean isAnythingToRead() {
        return end.available() > 0 || (end.isEndArrived() && !isEndTold);
    }

    private void readNext() {
        isReadPlanned = false;
        read();
    }

    private void read() {
        if (bytesPerSecond == 0 || isReadPlanned || end.isClosed()) {
            return;
        }
        int bytes = end.available();
        if (bytesPerSecond != Long.MAX_VALUE) {
            bytes = (int) Math.min(bytes, Math.max(1, bytesPerSecond / READS_PER_SECOND));
            if (bytes > 0) {
                isReadPlanned = true;
                long nanos = (long) ((double) bytes * NANOS_PER_SECOND / bytesPerSecond);
                world.time().after(nanos, nextRead);
            }
        }
        if (bytes > 0) {
            byte[] scratch = world.peers().scratch(bytes);
            end.receive(scratch, bytes);
            handler.received(peer, ByteBuffer.wrap(scratch, 0, bytes));
        }
        if (end.available() == 0 && end.isEndArrived() && !isEndTold && !end.isClosed()) {
            isEndTold = true;
            handler.ended(peer);
        }
    }

    /** The peer has accepted a connection, in which bytes may have arrived. */
    void accepted() {
        handler.connected(peer);
        if (end.isDead() && !end.isClosed()) {
            reset();
        } else {
            read();
        }
    }

    @Override
    public void connected() {
        handler.connected(peer);
    }

    @Override
    public void refused(int result) {
        end.close(true);
        handler.refused(peer, IoStatus.of(result));
    }

    @Override
    public void readable() {
        read();
    }

    @Override
    public void writable() {
        handler.writable(peer);
    }

    @Override
    public void ended() {
        read();
    }

    @Override
    public void reset() {
        end.close(true);
        handler.reset(peer);
    }
}
