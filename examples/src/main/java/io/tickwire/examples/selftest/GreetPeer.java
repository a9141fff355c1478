package io.tickwire.examples.selftest;

import io.tickwire.examples.server.GreetSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.HdrHistogram.Histogram;

/** Connects, and expects exactly one byte and then the end of the stream. */
final class GreetPeer implements Peer {
    private final ByteBuffer receiveBuffer;
    private final Histogram latencyNanos;
    private long startNanos;
    private boolean isGreeted;
    private boolean isDone;

    /** Makes a peer; buffer and histogram are shared by all peers of the thread. */
    GreetPeer(ByteBuffer receiveBuffer, Histogram latencyNanos) {
        this.receiveBuffer = receiveBuffer;
        this.latencyNanos = latencyNanos;
    }

    @Override
    public void connecting() {
        startNanos = System.nanoTime();
    }

    @Override
    public void release() {}

    @Override
    public void progress(SocketChannel channel) throws IOException {
        int bytes = read(channel);
        if (bytes > 0) {
            greeted(bytes);
            bytes = read(channel);
        }
        if (bytes > 0) {
            throw new PeerException(bytes + " bytes behind the greeting");
        }
        if (bytes < 0) {
            ended();
        }
    }

    @Override
    public boolean isBlockedOnWrite() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return isGreeted;
    }

    @Override
    public boolean isDone() {
        return isDone;
    }

    @Override
    public String missing() {
        return isGreeted ? "the end of the stream" : "the greeting";
    }

    private int read(SocketChannel channel) throws IOException {
        receiveBuffer.clear();
        return channel.read(receiveBuffer);
    }

    private void greeted(int bytes) throws PeerException {
        if (isGreeted || bytes != 1 || receiveBuffer.get(0) != GreetSystem.GREETING) {
            throw new PeerException("not one greeting but " + bytes + " other bytes");
        }
        isGreeted = true;
        long nanos = System.nanoTime() - startNanos;
        latencyNanos.recordValue(Math.min(nanos, latencyNanos.getHighestTrackableValue()));
    }

    private void ended() throws PeerException {
        if (!isGreeted) {
            throw new PeerException("the server closed without a greeting");
        }
        isDone = true;
    }
}
