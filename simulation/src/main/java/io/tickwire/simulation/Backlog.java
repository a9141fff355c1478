package io.tickwire.simulation;

import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket: connections that wait to be accepted, at most one more than its backlog, as
 * on Linux. For one thread.
 */
final class Backlog {
    private final SocketAddress address;
    private final BufferSizes buffers;
    private final int limit;
    private final Runnable acceptable;
    private final ArrayDeque<StreamEnd> queue = new ArrayDeque<>();

    /** Connections on their way into the queue. */
    private int reserved;

    private boolean isClosed;

    Backlog(SocketAddress address, BufferSizes buffers, int limit, Runnable acceptable) {
        this.address = address;
        this.buffers = buffers;
        this.limit = limit;
        this.acceptable = acceptable;
    }

    SocketAddress address() {
        return address;
    }

    BufferSizes buffers() {
        return buffers;
    }

    boolean isAcceptable() {
        return !queue.isEmpty();
    }

    /** Keeps a place for a connection. Answers false if there is none. */
    boolean reserve() {
        if (queue.size() + reserved > limit) {
            return false;
        }
        reserved++;
        return true;
    }

    /** Gives up a place that was kept. */
    void cancel() {
        reserved--;
    }

    /** Puts a connection into its place, or breaks it off if nobody will accept it. */
    void add(StreamEnd end) {
        reserved--;
        if (isClosed) {
            end.close(true);
            return;
        }
        queue.add(end);
        acceptable.run();
    }

    @Nullable StreamEnd accept() {
        return queue.poll();
    }

    /** Breaks off what has not been accepted. */
    void close() {
        isClosed = true;
        for (StreamEnd end = queue.poll(); end != null; end = queue.poll()) {
            end.close(true);
        }
    }
}
