package io.tickwire.readiness;

import io.tickwire.IoStatus;
import io.tickwire.readiness.files.FileCalls;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Performs operations on files: at once, on the loop's thread, or in a pool if there is one. */
final class FileOperations {
    private final FileBackend backend;
    private final Completions completions;
    private final OpenHandles handles;
    private final SlotTable slots;
    private final @Nullable FilePool pool;

    FileOperations(
            FileBackend backend,
            Completions completions,
            OpenHandles handles,
            SlotTable slots,
            @Nullable FilePool pool) {
        this.backend = backend;
        this.completions = completions;
        this.handles = handles;
        this.slots = slots;
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

    /** All but OPEN and CLOSE. */
    void perform(TransportOperation operation) {
        ReadinessFile file =
                FileTask.namesPath(operation.type())
                                || !(operation.handle() instanceof ReadinessFile handle)
                        ? null
                        : handle;
        if (!operation.isMemoryIntact()) {
            completions.end(operation.slot(), IoStatus.EFAULT.result());
        } else if (pool != null) {
            pool.submit(operation, file);
        } else {
            completions.end(operation.slot(), backend.perform(operation, file, false));
        }
    }

    /** Closes a file, which may block: after the work on it, by the same thread. */
    void close(TransportOperation operation, ReadinessFile file) {
        if (pool != null && handles.forget(file)) {
            try {
                pool.submit(operation, file);
            } catch (OutOfMemoryError e) {
                // A CLOSE always has its way, if not by a thread for it.
                completions.end(operation.slot(), file.end());
            }
        } else {
            completions.end(operation.slot(), handles.close(file, false));
        }
    }

    /** Takes what the pool has done. */
    void takeDone() {
        if (pool == null) {
            return;
        }
        for (FileTask each = pool.poll(); each != null; each = pool.poll()) {
            if (each.opened() != null) {
                opened(each.slot(), each.opened());
            } else {
                each.passStat(slots.operation(each.slot()));
                completions.end(each.slot(), each.result());
            }
        }
    }

    /** Ends what the pool has of a slot; false if it has just ended, or cannot end early. */
    boolean cancel(int slot, boolean isRunningToo) {
        if (pool == null || !pool.cancel(slot, isRunningToo)) {
            return false;
        }
        completions.end(slot, IoStatus.ECANCELED.result());
        return true;
    }

    /** Ends the pool. */
    void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
