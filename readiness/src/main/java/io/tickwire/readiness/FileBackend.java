package io.tickwire.readiness;

import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.readiness.files.FileCalls;
import io.tickwire.readiness.files.ResultException;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The files under the engine. With {@link io.tickwire.BatchConfig#fileThreads} several threads call
 * it at once, but one at a time for one file; else only the loop's thread does.
 */
public interface FileBackend {
    /**
     * The files of the machine, by {@link FileCalls}.
     *
     * @return the same object at each call
     */
    static FileBackend system() {
        return SystemFiles.INSTANCE;
    }

    /**
     * Performs an OPEN, see open(2).
     *
     * @param operation an OPEN
     * @return the open file
     * @throws IOException the reason, as {@link ExceptionStatus} or {@link ResultException} tell it
     */
    ReadinessFile open(TransportOperation operation) throws IOException;

    /**
     * Performs any other operation of the family FILE. Blocks until it is done.
     *
     * @param operation the operation
     * @param file the file that it is about; null if it names paths, or if its handle is no file
     * @param isShared whether other threads may use the operation's buffers at the same time
     * @return the canonical result; EBADF without the file that it needs
     */
    int perform(TransportOperation operation, @Nullable ReadinessFile file, boolean isShared);
}
