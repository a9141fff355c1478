package io.tickwire.examples.selftest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.HdrHistogram.Histogram;

/**
 * Sends messages, a few ahead of their echoes, and checks every byte that comes back. The first
 * message opens the connection and is not measured. Behind the last one it shuts its sending side
 * down at once, so each connection also checks that a half-closed peer gets its whole echo.
 */
final class EchoPeer implements Peer {
    /** Messages sent whose echo is not complete. */
    private static final int IN_FLIGHT_MAX = 4;

    private final int number;
    private final int messages;
    private final Traffic traffic;
    private final ByteBuffer receiveBuffer;
    private final Histogram latencyNanos;
    private final long[] startNanos = new long[IN_FLIGHT_MAX];

    private int released = 1;
    private int sent;
    private int sentBytes;
    private int received;
    private int receivedBytes;
    private boolean isBlockedOnWrite;
    private boolean isOutputShut;
    private boolean isDone;

    /**
     * Makes a peer.
     *
     * @param messages how many, the first one included
     * @param receiveBuffer shared by all peers of the thread
     * @param latencyNanos shared likewise
     */
    EchoPeer(
            int number,
            int messages,
            Traffic traffic,
            ByteBuffer receiveBuffer,
            Histogram latencyNanos) {
        this.number = number;
        this.messages = messages;
        this.traffic = traffic;
        this.receiveBuffer = receiveBuffer;
        this.latencyNanos = latencyNanos;
    }

    @Override
    public void connecting() {}

    @Override
    public void release() {
        released = messages;
    }

    @Override
    public void progress(SocketChannel channel) throws IOException {
        receive(channel);
        send(channel);
    }

    @Override
    public boolean isBlockedOnWrite() {
        return isBlockedOnWrite;
    }

    @Override
    public boolean isOpen() {
        return received > 0;
    }

    @Override
    public boolean isDone() {
        return isDone;
    }

    @Override
    public String missing() {
        return received == messages
                ? "the end of the stream"
                : (messages - received) + " of " + messages + " messages";
    }

    private void send(SocketChannel channel) throws IOException {
        isBlockedOnWrite = false;
        while (sent < released && sent - received < IN_FLIGHT_MAX) {
            if (sentBytes == 0) {
                startNanos[sent % IN_FLIGHT_MAX] = System.nanoTime();
            }
            sentBytes += channel.write(traffic.from(number, sent, sentBytes));
            if (sentBytes < Traffic.size(number, sent)) {
                isBlockedOnWrite = true;
                return;
            }
            sent++;
            sentBytes = 0;
        }
        if (sent == messages && !isOutputShut) {
            isOutputShut = true;
            channel.shutdownOutput();
        }
    }

    private void receive(SocketChannel channel) throws IOException {
        int bytes = 0;
        do {
            receiveBuffer.clear();
            bytes = channel.read(receiveBuffer);
            receiveBuffer.flip();
            check();
        } while (bytes == receiveBuffer.capacity());
        if (bytes < 0) {
            ended();
        }
    }

    private void ended() throws PeerException {
        if (received < messages) {
            throw new PeerException("the server closed before " + missing() + " came back");
        }
        isDone = true;
    }

    /** Takes the received bytes apart, message by message. */
    private void check() throws PeerException {
        int end = receiveBuffer.limit();
        while (receiveBuffer.position() < end) {
            if (received == sent && receivedBytes >= sentBytes) {
                throw new PeerException((end - receiveBuffer.position()) + " bytes too many");
            }
            int left = Traffic.size(number, received) - receivedBytes;
            int length = Math.min(left, end - receiveBuffer.position());
            receiveBuffer.limit(receiveBuffer.position() + length);
            checkSlice();
            receiveBuffer.position(receiveBuffer.limit()).limit(end);
            receivedBytes += length;
            if (length == left) {
                messageReceived();
            }
        }
    }

    private void checkSlice() throws PeerException {
        int at = traffic.mismatch(number, received, receivedBytes, receiveBuffer);
        if (at >= 0) {
            throw new PeerException("message " + received + " differs at byte " + at);
        }
    }

    private void messageReceived() {
        if (received > 0) {
            long nanos = System.nanoTime() - startNanos[received % IN_FLIGHT_MAX];
            latencyNanos.recordValue(Math.min(nanos, latencyNanos.getHighestTrackableValue()));
        }
        received++;
        receivedBytes = 0;
    }
}
