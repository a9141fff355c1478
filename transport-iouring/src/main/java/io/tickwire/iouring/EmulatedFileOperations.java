package io.tickwire.iouring;

import io.tickwire.IoOpType;
import io.tickwire.completion.Completions;
import io.tickwire.readiness.files.FileCalls;
import io.tickwire.readiness.files.FileHandle;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * OPEN and what is about open files by plain positional calls on the loop's thread, for kernels
 * whose ring lacks one of the operations on files.
 */
final class EmulatedFileOperations {
    private final InFlight inFlight;
    private final Completions completions;

    EmulatedFileOperations(InFlight inFlight, Completions completions) {
        this.inFlight = inFlight;
        this.completions = completions;
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.OPEN, this::open, this::finishOpen);
        for (IoOpType type : IoOpType.values()) {
            if (type.isOnFileAlone()) {
                table.enter(type, this::perform);
            }
        }
    }

    private void open(TransportOperation operation, int token) {
        int result = 0;
        try {
            FileHandle file = FileCalls.open(operation);
            inFlight.tokens().attach(token, IoUringHandle.emulatedFile(file));
        } catch (IOException e) {
            result = FileCalls.result(e);
        }
        inFlight.completeLocally(token, result);
    }

    private void finishOpen(int token, int result) {
        if (inFlight.attachment(token) instanceof IoUringHandle opened) {
            completions.completeOpened(token, opened);
        } else {
            completions.complete(token, result);
        }
    }

    private void perform(TransportOperation operation, int token) {
        inFlight.completeLocally(token, FileCalls.perform(operation, file(operation), false));
    }

    private static @Nullable FileHandle file(TransportOperation operation) {
        return ((IoUringHandle) operation.handle()).file();
    }
}
