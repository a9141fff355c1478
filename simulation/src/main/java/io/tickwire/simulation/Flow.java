package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * One direction of a connection: what its sender has written, in order, in three parts. The first
 * has arrived and waits to be read, bounded by the receiver's buffer. The second is under way; the
 * two together are bounded by the receiver's buffer too, which is the window. The third waits for
 * the window to open. The second and the third are bounded by the sender's buffer.
 *
 * <p>Segments arrive in the order in which they were sent, so the same {@link Runnable} serves all
 * of them: the one that happens next is the first that has not. For one thread.
 */
final class Flow {
    private static final int END = 0;
    private static final int RESET = -1;

    private final Network network;
    private final StreamEnd from;
    private final StreamEnd to;
    private final int sendCapacity;
    private final int receiveCapacity;
    private final ByteRing ring = new ByteRing();
    private final Runnable arrival = this::arrive;

    private int arrivedBytes;
    private int flyingBytes;
    private int waitingBytes;

    /** Lengths of the segments under way, or what else they are: a ring, a power of two long. */
    private int[] segments = new int[8];

    private int firstSegment;
    private int segmentCount;

    /** Segments whose time has come while the network was cut. */
    private int dueSegments;

    private long lastArrivalNanos;
    private boolean isEndWanted;
    private boolean isOver;
    private boolean isStalled;

    Flow(Network network, StreamEnd from, StreamEnd to) {
        this.network = network;
        this.from = from;
        this.to = to;
        sendCapacity = from.buffers().sendBytes();
        receiveCapacity = to.buffers().receiveBytes();
    }

    /** Bytes that can be read. */
    int arrivedBytes() {
        return arrivedBytes;
    }

    /** Bytes that the sender's buffer still takes. */
    int room() {
        return sendCapacity - flyingBytes - waitingBytes;
    }

    /** Whether so much is free that somebody who waits for room is told: see tcp(7). */
    boolean hasMuchRoom() {
        return room() >= Math.max(1, sendCapacity / 3);
    }

    /** Nothing arrives before then. */
    void beginAt(long nanos) {
        lastArrivalNanos = nanos;
    }

    /** Takes bytes into the sender's buffer, not more than there is room for; see {@link #push}. */
    void write(ByteBuf bytes, int index, int length) {
        ring.write(bytes, index, length);
        waitingBytes += length;
    }

    /** As the other; moves the position. */
    void write(ByteBuffer bytes, int length) {
        ring.write(bytes, length);
        waitingBytes += length;
    }

    /** Sends what the window lets through. Tiny openings of it are not worth a segment. */
    void push() {
        if (isOver) {
            return;
        }
        int window = receiveCapacity - arrivedBytes - flyingBytes;
        if (waitingBytes > 0 && window >= Math.min(waitingBytes, (receiveCapacity + 3) / 4)) {
            int length = Math.min(waitingBytes, window);
            waitingBytes -= length;
            flyingBytes += length;
            launch(length);
        }
        if (waitingBytes == 0 && isEndWanted) {
            isOver = true;
            launch(END);
        }
    }

    /** Ends the stream behind what was written. */
    void end() {
        isEndWanted = true;
        push();
    }

    /** Drops what has not been sent and says so. */
    void reset() {
        ring.dropLast(waitingBytes);
        waitingBytes = 0;
        isOver = true;
        launch(RESET);
    }

    /** Drops all that has not arrived: nobody is there to send it, or to take it. */
    void kill() {
        ring.dropLast(waitingBytes + flyingBytes);
        waitingBytes = 0;
        flyingBytes = 0;
        segmentCount = 0;
        dueSegments = 0;
        isOver = true;
    }

    /** Drops what has arrived. */
    void discard() {
        ring.skip(arrivedBytes);
        arrivedBytes = 0;
    }

    /** Reads bytes that have arrived. */
    void read(ByteBuf bytes, int index, int length) {
        ring.read(bytes, index, length);
        consumed(length);
    }

    /** As the other. */
    void read(byte[] bytes, int length) {
        ring.read(bytes, length);
        consumed(length);
    }

    private void consumed(int length) {
        arrivedBytes -= length;
        if (waitingBytes > 0) {
            push();
        }
    }

    private void launch(int segment) {
        long now = network.time().nanoTime();
        long at = Math.max(lastArrivalNanos, now + network.latencyNanos(from, to));
        if (segment > 0 && at == lastArrivalNanos && joinsLast(segment)) {
            return;
        }
        lastArrivalNanos = at;
        add(segment);
        network.time().after(at - now, arrival);
    }

    /** What arrives at the same time as the segment before it is one with it. */
    private boolean joinsLast(int length) {
        if (segmentCount == dueSegments) {
            return false;
        }
        int last = (firstSegment + segmentCount - 1) & (segments.length - 1);
        if (segments[last] <= 0) {
            return false;
        }
        segments[last] += length;
        return true;
    }

    private void add(int segment) {
        if (segmentCount == segments.length) {
            int[] larger = new int[2 * segmentCount];
            for (int i = 0; i < segmentCount; i++) {
                larger[i] = segments[(firstSegment + i) & (segmentCount - 1)];
            }
            segments = larger;
            firstSegment = 0;
        }
        segments[(firstSegment + segmentCount++) & (segments.length - 1)] = segment;
    }

    private void arrive() {
        if (dueSegments == segmentCount) {
            // Killed while it was under way.
            return;
        }
        dueSegments++;
        land();
    }

    /** Takes in what is due, unless the network is cut: then it waits. */
    void land() {
        if (from.host().isCutFrom(to.host())) {
            if (!isStalled) {
                isStalled = true;
                network.stall(this);
            }
            return;
        }
        while (dueSegments > 0) {
            dueSegments--;
            segmentCount--;
            int segment = segments[firstSegment];
            firstSegment = (firstSegment + 1) & (segments.length - 1);
            land(segment);
        }
    }

    /** The network works again, or another part of it. */
    void unstall() {
        isStalled = false;
        if (dueSegments > 0) {
            long nanos = network.latencyNanos(from, to);
            network.time().after(nanos, this::land);
        }
    }

    private void land(int segment) {
        if (segment == END) {
            to.endArrived();
        } else if (segment == RESET) {
            to.resetArrived();
        } else {
            flyingBytes -= segment;
            arrivedBytes += segment;
            to.bytesArrived();
            from.roomMade();
        }
    }

    @Override
    public String toString() {
        return arrivedBytes
                + " bytes arrived, "
                + flyingBytes
                + " under way, "
                + waitingBytes
                + " waiting";
    }
}
