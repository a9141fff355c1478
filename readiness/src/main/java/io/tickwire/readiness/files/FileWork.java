package io.tickwire.readiness.files;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoStatus;
import io.tickwire.spi.TransportOperation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Performs operations on files by plain calls: all but OPEN and CLOSE, which make and end handles.
 * Every call blocks until it is done. Distinct files are independent, and so are calls on one file.
 */
public final class FileWork {
    private FileWork() {}

    /**
     * Performs an operation.
     *
     * @param operation an operation of the family FILE, but no OPEN
     * @param file the file it is about; null if it names paths, or if its handle is no file
     * @param isShared whether other threads may use the same buffers at the same time, which costs
     *     an object for each region
     * @return the canonical result
     */
    public static int perform(
            TransportOperation operation, @Nullable FileHandle file, boolean isShared) {
        return switch (operation.type()) {
            case STAT -> PathCalls.stat(operation);
            case RENAME -> PathCalls.rename(operation.path(), operation.newPath());
            case UNLINK -> PathCalls.unlink(operation.path(), operation.isDirectory());
            case MKDIR -> PathCalls.mkdir(operation.path(), operation.mode());
            default ->
                    file == null ? IoStatus.EBADF.result() : performOn(file, operation, isShared);
        };
    }

    private static int performOn(FileHandle file, TransportOperation operation, boolean isShared) {
        return switch (operation.type()) {
            case READ, READV -> transfer(file, operation, true, isShared);
            case WRITE, WRITEV -> transfer(file, operation, false, isShared);
            case FSYNC -> FileCalls.fsync(file);
            case FDATASYNC -> FileCalls.fdatasync(file);
            case TRUNCATE -> FileCalls.truncate(file, operation.argument());
            case ALLOCATE -> FileCalls.allocate(file, operation.offset(), operation.argument());
            default -> throw new IllegalStateException("no work on files: " + operation.type());
        };
    }

    /** Region by region; a short transfer or an error ends it with what went before. */
    private static int transfer(
            FileHandle file, TransportOperation operation, boolean isRead, boolean isShared) {
        int count = 0;
        for (int i = 0; i < operation.segmentCount(); i++) {
            int length = operation.segmentLength(i);
            ByteBuf buffer = operation.segmentBuffer(i);
            int index = operation.segmentIndex(i);
            ByteBuffer region =
                    isShared
                            ? buffer.nioBuffer(index, length)
                            : buffer.internalNioBuffer(index, length);
            long offset = operation.offset() + count;
            int result =
                    isRead
                            ? FileCalls.read(file, region, offset)
                            : FileCalls.write(file, region, offset);
            if (result < 0) {
                return count > 0 ? count : result;
            }
            count += result;
            if (result < length) {
                return count;
            }
        }
        return count;
    }
}
