package io.tickwire.simulation;

import io.tickwire.readiness.Readiness;

/**
 * What a backend watches one of its sockets for. Either level-triggered, as select(2): a watched
 * bit is reported at every poll at which it holds. Or edge-triggered, as epoll(7): from the first
 * watch on, what holds is reported when something changes, output only while it is watched. For one
 * thread.
 */
final class SimWatch {
    private static final int NOT_LISTED = -1;

    private final SimBackend backend;
    private final SimSocket socket;
    private final boolean isEdgeTriggered;
    private int watched;
    private boolean isRegistered;
    private boolean isNoted;

    /** The place in the backend's list of open sockets. */
    int place = NOT_LISTED;

    SimWatch(SimBackend backend, SimSocket socket) {
        this.backend = backend;
        this.socket = socket;
        isEdgeTriggered = backend.isEdgeTriggered();
        backend.opened(this);
    }

    SimSocket socket() {
        return socket;
    }

    int set(int bits) {
        boolean isMore = (bits & ~watched) != 0;
        watched = bits;
        if (isMore && (!isEdgeTriggered || !isRegistered || (bits & Readiness.WRITABLE) != 0)) {
            isRegistered = true;
            note();
        }
        return 0;
    }

    int renew(int bits) {
        watched = bits;
        isRegistered |= bits != 0;
        note();
        return 0;
    }

    /** Something about the socket has changed for the better. */
    void changed() {
        if (isEdgeTriggered ? isRegistered : watched != 0) {
            note();
        }
    }

    void end() {
        isRegistered = false;
        watched = 0;
        backend.closed(this);
    }

    private void note() {
        if (!isNoted) {
            isNoted = true;
            backend.note(this);
        }
    }

    /** Tells the engine what holds. Answers whether the watch is to be asked again next time. */
    boolean report() {
        int bits = reportable();
        if (bits != 0) {
            socket.report(bits);
        }
        isNoted = bits != 0 && !isEdgeTriggered;
        return isNoted;
    }

    /** Whether there is something to report now. */
    boolean isReady() {
        return reportable() != 0;
    }

    private int reportable() {
        int holding = socket.holding();
        if (!isEdgeTriggered) {
            return holding & watched;
        }
        return isRegistered
                ? holding & (Readiness.READABLE | Readiness.ENDED | (watched & Readiness.WRITABLE))
                : 0;
    }
}
