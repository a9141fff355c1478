package io.tickwire.readiness;

import io.tickwire.IoStatus;
import io.tickwire.spi.TransportHandle;
import org.jspecify.annotations.Nullable;

/**
 * Every handle of a transport that is still open: a doubly linked list through the handles
 * themselves, bounded by the process's descriptors. Nothing is closed but here. Belongs to the
 * loop's thread.
 */
final class OpenHandles {
    private final ReadyQueue ready;
    private @Nullable OpenHandle first;

    OpenHandles(ReadyQueue ready) {
        this.ready = ready;
    }

    void add(OpenHandle handle) {
        if (handle.isListed) {
            throw new IllegalStateException("open already: " + handle);
        }
        handle.isListed = true;
        handle.next = first;
        if (first != null) {
            first.previous = handle;
        }
        first = handle;
        if (handle instanceof ReadinessSocket socket) {
            socket.adoptedBy(ready);
        }
    }

    /** Closes a handle. Answers 0 or a negative canonical errno; EBADF if it is not open. */
    int close(TransportHandle handle, boolean isAbort) {
        if (!(handle instanceof OpenHandle open) || !open.isListed) {
            return IoStatus.EBADF.result();
        }
        remove(open);
        if (open instanceof ReadinessFile file) {
            return file.end();
        }
        if (open instanceof ReadinessSocket socket) {
            socket.markClosed();
            socket.release(isAbort);
        }
        return 0;
    }

    /** Takes a file out without closing it; false if it is not open. */
    boolean forget(ReadinessFile file) {
        if (file.isListed) {
            remove(file);
            return true;
        }
        return false;
    }

    void closeAll() {
        for (OpenHandle handle = first; handle != null; handle = first) {
            int unused = close(handle, false);
        }
    }

    private void remove(OpenHandle handle) {
        OpenHandle before = handle.previous;
        OpenHandle after = handle.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        handle.isListed = false;
        handle.previous = null;
        handle.next = null;
    }
}
