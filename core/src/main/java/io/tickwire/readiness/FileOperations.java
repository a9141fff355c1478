package io.tickwire.readiness;

import io.tickwire.IoStatus;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;

/** Performs OPEN, READ, WRITE and FSYNC at once, on the loop's thread. */
final class FileOperations {
    private final Completions completions;
    private final OpenHandles handles;

    FileOperations(Completions completions, OpenHandles handles) {
        this.completions = completions;
        this.handles = handles;
    }

    void open(TransportOperation operation) {
        FileHandle file;
        try {
            file = FileCalls.open(operation.path(), operation.openFlags(), operation.mode());
        } catch (IOException failure) {
            completions.end(operation.slot(), FileCalls.result(failure));
            return;
        }
        handles.add(file);
        completions.endOpened(operation.slot(), file);
    }

    void read(TransportOperation operation) {
        int result = IoStatus.EBADF.result();
        if (operation.handle() instanceof FileHandle file) {
            result =
                    FileCalls.read(
                            file,
                            operation.segmentBuffer(0),
                            operation.segmentIndex(0),
                            operation.segmentLength(0),
                            operation.offset());
        }
        completions.end(operation.slot(), result);
    }

    void write(TransportOperation operation) {
        int result = IoStatus.EBADF.result();
        if (operation.handle() instanceof FileHandle file) {
            result =
                    FileCalls.write(
                            file,
                            operation.segmentBuffer(0),
                            operation.segmentIndex(0),
                            operation.segmentLength(0),
                            operation.offset());
        }
        completions.end(operation.slot(), result);
    }

    void fsync(TransportOperation operation) {
        int result = IoStatus.EBADF.result();
        if (operation.handle() instanceof FileHandle file) {
            result = FileCalls.fsync(file);
        }
        completions.end(operation.slot(), result);
    }
}
