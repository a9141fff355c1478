package io.tickwire.readiness;

import org.jspecify.annotations.Nullable;

/**
 * Sockets on which something is to be tried, oldest first: a list through the sockets, each of
 * which is in one such list at most. Belongs to the loop's thread.
 */
final class ReadyQueue {
    private @Nullable ReadinessSocket first;
    private @Nullable ReadinessSocket last;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(ReadinessSocket socket) {
        if (socket.queuedIn != null) {
            throw new IllegalStateException("queued already: " + socket);
        }
        socket.queuedIn = this;
        if (last == null) {
            first = socket;
        } else {
            last.nextQueued = socket;
        }
        last = socket;
        size++;
    }

    @Nullable ReadinessSocket peek() {
        return first;
    }

    @Nullable ReadinessSocket poll() {
        ReadinessSocket socket = first;
        if (socket == null) {
            return null;
        }
        first = socket.nextQueued;
        if (first == null) {
            last = null;
        }
        socket.nextQueued = null;
        socket.queuedIn = null;
        size--;
        return socket;
    }

    void addAllOf(ReadyQueue other) {
        for (ReadinessSocket socket = other.poll(); socket != null; socket = other.poll()) {
            add(socket);
        }
    }
}
