package io.tickwire.readiness;

import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Performs operations on files: at once, on the loop's thread, or in a pool if there is one. */
final class FileOperations {
    private final FileBackend backend;
    private final Completions completions;
    private final OpenHandles handles;
    private final @Nullable FilePool pool;

    FileOperations(
            FileBackend backend,
            Completions completions,
            OpenHandles handles,
            @Nullable FilePool pool) {
        this.backend = backend;
        this.completions = completions;
        this.handles = handles;
        this.pool = pool;
    }

    void open(TransportOperation operation) {
        if (pool != null) {
            pool.submit(operation, null);
            return;
        }
        ReadinessFile file;
        try {
            file = backend.open(operation);
        } catch (IOException failure) {
            completions.end(operation.slot(), FileCalls.result(failure));
            return;
        }
        opened(operation.slot(), file);
    }

    private void opened(int slot, ReadinessFile file) {
        handles.add(file);
        completions.endOpened(slot, file);
    }

    /** All but OPEN. */
    void perform(TransportOperation operation) {
        ReadinessFile file =
                namesPath(operation) || !(operation.handle() instanceof ReadinessFile handle)
                        ? null
                        : handle;
        if (pool != null) {
            pool.submit(operation, file);
        } else {
            completions.end(operation.slot(), backend.perform(operation, file, false));
        }
    }

    /** Takes what the pool has done. */
    void takeDone() {
        if (pool == null) {
            return;
        }
        for (FilePool.Done each = pool.poll(); each != null; each = pool.poll()) {
            if (each.opened() != null) {
                opened(each.slot(), each.opened());
            } else {
                completions.end(each.slot(), each.result());
            }
        }
    }

    /** Ends the pool; false if it still works. */
    boolean close() {
        return pool == null || pool.close();
    }

    private static boolean namesPath(TransportOperation operation) {
        return switch (operation.type()) {
            case STAT, RENAME, UNLINK, MKDIR -> true;
            default -> false;
        };
    }
}
