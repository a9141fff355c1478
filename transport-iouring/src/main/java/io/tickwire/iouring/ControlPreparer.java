package io.tickwire.iouring;

import io.netty.channel.unix.Socket;
import io.tickwire.IoOpType;
import io.tickwire.readiness.FileCalls;
import io.tickwire.readiness.FileHandle;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** NOP and CLOSE. */
final class ControlPreparer {
    private static final Logger LOGGER = System.getLogger(ControlPreparer.class.getName());

    private final InFlight inFlight;
    private final boolean hasNop;
    private final boolean hasClose;

    ControlPreparer(InFlight inFlight, KernelFeatures features) {
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
        if (operation.isAbort() && handle.fd() >= 0) {
            resetOnClose(handle.socket());
        }
        if (hasClose) {
            inFlight.submit(token, LinuxAbi.OP_CLOSE, 0, handle.takeFd(), 0L, 0L, 0, 0);
        } else {
            handle.closeNow();
            inFlight.completeLocally(token, 0);
        }
    }

    private static void resetOnClose(Socket socket) {
        try {
            socket.setSoLinger(0);
        } catch (IOException e) {
            // The connection then ends in order instead of by a reset.
            LOGGER.log(Level.DEBUG, "SO_LINGER", e);
        }
    }
}
