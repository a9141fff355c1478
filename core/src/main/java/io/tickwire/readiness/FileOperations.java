package io.tickwire.readiness;

import io.tickwire.spi.TransportOperation;
import java.io.IOException;

/** Performs operations on files at once, on the loop's thread. */
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

    /** All but OPEN. */
    void perform(TransportOperation operation) {
        FileHandle file =
                namesPath(operation) || !(operation.handle() instanceof FileHandle handle)
                        ? null
                        : handle;
        completions.end(operation.slot(), FileWork.perform(operation, file));
    }

    private static boolean namesPath(TransportOperation operation) {
        return switch (operation.type()) {
            case STAT, RENAME, UNLINK, MKDIR -> true;
            default -> false;
        };
    }
}
