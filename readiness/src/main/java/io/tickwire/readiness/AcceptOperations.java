package io.tickwire.readiness;

import static io.tickwire.readiness.Readiness.READABLE;

import io.tickwire.IoStatus;
import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;

/**
 * Performs ACCEPT. The accepts of a listener wait in a queue; the first gets the next connection,
 * and a multishot one stays first until it ends. A listener that has more to give than one harvest
 * may take goes on at the next one; one whose multishot accept has no room waits until there is
 * some.
 */
final class AcceptOperations implements SocketOperations {
    /** Connections that one listener may take in one harvest, so that it cannot hold the loop. */
    static final int ACCEPTS_PER_HARVEST = 128;

    private final SlotTable slots;
    private final Completions completions;
    private final OpenHandles handles;
    private final ReadyQueue ready;

    /** Listeners whose first accept is multishot and found no room, before they took anything. */
    private final ReadyQueue stalled = new ReadyQueue();

    /** Those that had taken connections before: their turn comes after the others'. */
    private final ReadyQueue served = new ReadyQueue();

    private long harvest;

    AcceptOperations(
            SlotTable slots, Completions completions, OpenHandles handles, ReadyQueue ready) {
        this.slots = slots;
        this.completions = completions;
        this.handles = handles;
        this.ready = ready;
    }

    /** Renews the bound of each listener, and takes up the stalled ones if there is room. */
    void beginHarvest() {
        harvest++;
        ReadinessSocket first = stalled.isEmpty() ? served.peek() : stalled.peek();
        if (first instanceof ReadinessListener listener && hasRoom(listener.accepting.first)) {
            resume();
        }
    }

    private boolean hasRoom(int slot) {
        return slot < 0 || !isMultishot(slot) || completions.hasShotRoom(slot);
    }

    /** Those that took least come first, before what took as much as it may at the last harvest. */
    private void resume() {
        stalled.addAllOf(served);
        stalled.addAllOf(ready);
        ready.addAllOf(stalled);
    }

    void accept(TransportOperation operation) {
        int slot = operation.slot();
        if (!(operation.handle() instanceof ReadinessListener listener) || !listener.isOpen()) {
            completions.end(slot, IoStatus.EBADF.result());
            return;
        }
        slots.park(slot, listener);
        slots.append(listener.accepting, slot);
        if (listener.isKnown(READABLE)) {
            retry(listener);
        } else {
            watch(listener);
        }
    }

    @Override
    public void retry(ReadinessSocket socket, int reported) {
        retry((ReadinessListener) socket);
    }

    /** Takes connections for the accepts that wait. */
    private void retry(ReadinessListener listener) {
        if (listener.queuedIn != null) {
            return;
        }
        if (listener.accepting.first < 0) {
            listener.unwant(READABLE);
            return;
        }
        if (listener.acceptsHarvest != harvest) {
            listener.acceptsHarvest = harvest;
            listener.accepts = 0;
        }
        while (listener.accepting.first >= 0) {
            if (listener.accepts >= ACCEPTS_PER_HARVEST) {
                ready.add(listener);
                return;
            }
            if (!hasRoom(listener.accepting.first)) {
                listener.unwant(READABLE);
                (listener.accepts == 0 ? stalled : served).add(listener);
                return;
            }
            if (!takeOne(listener)) {
                return;
            }
        }
    }

    @Override
    public void cancel(ReadinessSocket socket, int slot) {
        ReadinessListener listener = (ReadinessListener) socket;
        end(listener, slot, IoStatus.ECANCELED.result());
        if (listener.queuedIn == stalled || listener.queuedIn == served) {
            // The accept behind it may need no room. The others stall again at the next harvest.
            resume();
        }
    }

    @Override
    public void cancelAll(ReadinessSocket socket) {
        endAll((ReadinessListener) socket, IoStatus.ECANCELED.result());
    }

    /** Answers whether to go on: not if nothing was there, nor after an error. */
    private boolean takeOne(ReadinessListener listener) {
        listener.accepts++;
        ReadinessStream stream;
        try {
            stream = listener.accept();
        } catch (IOException failure) {
            return isRetried(listener, ExceptionStatus.result(failure));
        }
        if (stream == null) {
            listener.know(READABLE, false);
            watch(listener);
            return false;
        }
        handles.add(stream);
        pass(listener, stream);
        return true;
    }

    private void pass(ReadinessListener listener, ReadinessStream stream) {
        int slot = listener.accepting.first;
        if (isMultishot(slot)) {
            completions.passShot(slot, stream);
        } else {
            slots.unlink(listener.accepting, slot);
            completions.endOpened(slot, stream);
        }
    }

    /**
     * A connection that died in the queue is passed over, as accept(2) advises. Any other error
     * ends the first accept, and the listener has its turn again at the next harvest.
     */
    private boolean isRetried(ReadinessListener listener, int result) {
        IoStatus status = IoStatus.of(result);
        if (status == IoStatus.ECONNABORTED
                || status == IoStatus.EPROTO
                || status == IoStatus.EINTR) {
            return true;
        }
        end(listener, listener.accepting.first, result);
        if (listener.accepting.first >= 0) {
            ready.add(listener);
        }
        return false;
    }

    private void watch(ReadinessListener listener) {
        int result = listener.want(READABLE);
        if (result < 0) {
            endAll(listener, result);
        }
    }

    private void endAll(ReadinessListener listener, int result) {
        while (listener.accepting.first >= 0) {
            end(listener, listener.accepting.first, result);
        }
    }

    private void end(ReadinessListener listener, int slot, int result) {
        slots.unlink(listener.accepting, slot);
        completions.end(slot, result);
    }

    private boolean isMultishot(int slot) {
        return slots.operation(slot).isMultishot();
    }
}
