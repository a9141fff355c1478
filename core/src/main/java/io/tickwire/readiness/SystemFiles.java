package io.tickwire.readiness;

import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The files of the machine. */
final class SystemFiles implements FileBackend {
    static final SystemFiles INSTANCE = new SystemFiles();

    private SystemFiles() {}

    @Override
    public ReadinessFile open(TransportOperation operation) throws IOException {
        return FileCalls.open(operation);
    }

    @Override
    public int perform(
            TransportOperation operation, @Nullable ReadinessFile file, boolean isShared) {
        return FileWork.perform(operation, file instanceof FileHandle own ? own : null, isShared);
    }
}
