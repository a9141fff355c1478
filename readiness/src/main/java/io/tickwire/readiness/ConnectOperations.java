package io.tickwire.readiness;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;
import static io.tickwire.readiness.Readiness.WRITABLE;

import io.tickwire.IoStatus;
import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;

/** Performs CONNECT. A stream that fails to connect, or whose CONNECT is cancelled, is closed. */
final class ConnectOperations {
    private final ReadinessBackend backend;
    private final SlotTable slots;
    private final Completions completions;
    private final OpenHandles handles;

    ConnectOperations(
            ReadinessBackend backend,
            SlotTable slots,
            Completions completions,
            OpenHandles handles) {
        this.backend = backend;
        this.slots = slots;
        this.completions = completions;
        this.handles = handles;
    }

    void connect(TransportOperation operation) {
        ReadinessStream stream;
        try {
            stream = backend.openStream(operation.address(), operation.options());
        } catch (IOException failure) {
            completions.end(operation.slot(), ExceptionStatus.result(failure));
            return;
        }
        handles.add(stream);
        int result = stream.connect(operation.address());
        if (result == WOULD_BLOCK) {
            park(operation.slot(), stream);
        } else {
            end(operation.slot(), stream, result);
        }
    }

    /** Goes on with the connect of a stream that is said to be ready. */
    void retry(ReadinessStream stream) {
        int result = stream.finishConnect();
        if (result == WOULD_BLOCK) {
            return;
        }
        int slot = stream.connectSlot;
        stream.connectSlot = -1;
        stream.unwant(WRITABLE);
        end(slot, stream, result);
    }

    void cancel(ReadinessStream stream) {
        int slot = stream.connectSlot;
        stream.connectSlot = -1;
        end(slot, stream, IoStatus.ECANCELED.result());
    }

    private void park(int slot, ReadinessStream stream) {
        int result = stream.want(WRITABLE);
        if (result < 0) {
            end(slot, stream, result);
            return;
        }
        stream.connectSlot = slot;
        slots.park(slot, stream);
    }

    private void end(int slot, ReadinessStream stream, int result) {
        if (result < 0) {
            int unused = handles.close(stream, false);
            completions.end(slot, result);
        } else {
            completions.endOpened(slot, stream);
        }
    }
}
