package io.tickwire.readiness;

import io.tickwire.readiness.files.FileCalls;
import io.tickwire.readiness.files.FileHandle;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The files of the machine. */
final class SystemFiles implements FileBackend {
    static final SystemFiles INSTANCE = new SystemFiles();

    private SystemFiles() {}

    @Override
    public ReadinessFile open(TransportOperation operation) throws IOException {
        return new SystemFile(FileCalls.open(operation));
    }

    @Override
    public int perform(
            TransportOperation operation, @Nullable ReadinessFile file, boolean isShared) {
        FileHandle handle = file instanceof SystemFile own ? own.handle : null;
        return FileCalls.perform(operation, handle, isShared);
    }

    private static final class SystemFile extends ReadinessFile {
        private final FileHandle handle;

        SystemFile(FileHandle handle) {
            this.handle = handle;
        }

        /** A path that leads elsewhere by now only spares a thread's order. */
        @Override
        protected int identity() {
            Object key = handle.fileKey();
            return key == null ? super.identity() : key.hashCode();
        }

        @Override
        protected int release() {
            return FileCalls.close(handle);
        }
    }
}
