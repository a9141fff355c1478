package io.tickwire.iouring;

import io.tickwire.IoOpType;
import io.tickwire.readiness.files.FileCalls;
import io.tickwire.readiness.files.FileHandle;
import io.tickwire.spi.TransportOperation;

/** NOP and CLOSE. */
final class ControlOperations {
    private final InFlight inFlight;
    private final boolean hasNop;
    private final boolean hasClose;

    ControlOperations(InFlight inFlight, KernelFeatures features) {
        this.inFlight = inFlight;
        hasNop = features.has(IoOpType.NOP);
        hasClose = features.has(IoOpType.CLOSE);
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.NOP, this::nop);
        table.enter(IoOpType.CLOSE, this::close);
    }

    private void nop(TransportOperation operation, int token) {
        if (hasNop) {
            inFlight.submit(token, LinuxAbi.OP_NOP, 0, -1, 0L, 0L, 0, 0);
        } else {
            inFlight.completeLocally(token, 0);
        }
    }

    private void close(TransportOperation operation, int token) {
        IoUringHandle handle = (IoUringHandle) operation.handle();
        FileHandle file = handle.file();
        if (file != null) {
            inFlight.completeLocally(token, FileCalls.close(file));
            return;
        }
        if (operation.isAbort()) {
            handle.resetOnClose();
        } else {
            handle.resetIfMemoryIsUsed();
        }
        if (hasClose) {
            inFlight.submit(token, LinuxAbi.OP_CLOSE, 0, handle.takeFd(), 0L, 0L, 0, 0);
        } else {
            handle.closeNow();
            inFlight.completeLocally(token, 0);
        }
    }
}
