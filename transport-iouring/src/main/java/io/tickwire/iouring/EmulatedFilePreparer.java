package io.tickwire.iouring;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.readiness.FileCalls;
import io.tickwire.readiness.FileHandle;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * OPEN, READ, WRITE and FSYNC by plain positional calls on the loop's thread, for kernels whose
 * ring lacks one of the operations on files.
 */
final class EmulatedFilePreparer {
    private final InFlight inFlight;
    private final Outcomes outcomes;

    EmulatedFilePreparer(InFlight inFlight, Outcomes outcomes) {
        this.inFlight = inFlight;
        this.outcomes = outcomes;
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.OPEN, this::open, this::finishOpen);
        table.enter(IoOpType.READ, this::read);
        table.enter(IoOpType.WRITE, this::write);
        table.enter(IoOpType.FSYNC, this::fsync);
    }

    private void open(TransportOperation operation, int token) {
        int result = 0;
        try {
            FileHandle file =
                    FileCalls.open(operation.path(), operation.openFlags(), operation.mode());
            inFlight.tokens().attach(token, IoUringHandle.emulatedFile(file));
        } catch (IOException e) {
            result = FileCalls.result(e);
        }
        inFlight.completeLocally(token, result);
    }

    private void finishOpen(int token, int result) {
        if (inFlight.attachment(token) instanceof IoUringHandle opened) {
            outcomes.completeOpened(token, opened);
        } else {
            outcomes.complete(token, result);
        }
    }

    private void read(TransportOperation operation, int token) {
        FileHandle file = file(operation);
        inFlight.completeLocally(
                token,
                file == null
                        ? IoStatus.EBADF.result()
                        : FileCalls.read(
                                file,
                                operation.segmentBuffer(0),
                                operation.segmentIndex(0),
                                operation.segmentLength(0),
                                operation.offset()));
    }

    private void write(TransportOperation operation, int token) {
        FileHandle file = file(operation);
        inFlight.completeLocally(
                token,
                file == null
                        ? IoStatus.EBADF.result()
                        : FileCalls.write(
                                file,
                                operation.segmentBuffer(0),
                                operation.segmentIndex(0),
                                operation.segmentLength(0),
                                operation.offset()));
    }

    private void fsync(TransportOperation operation, int token) {
        FileHandle file = file(operation);
        inFlight.completeLocally(
                token, file == null ? IoStatus.EBADF.result() : FileCalls.fsync(file));
    }

    private static @Nullable FileHandle file(TransportOperation operation) {
        return ((IoUringHandle) operation.handle()).file();
    }
}
