package io.tickwire.readiness.files;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoStatus;
import io.tickwire.Replacement;
import io.tickwire.spi.OpenFlags;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls on files by way of {@link FileChannel}, with Linux's results. Every call blocks until it is
 * done. A file may be used by any one thread at a time; distinct files are independent.
 *
 * <p>Interrupts: a {@code FileChannel} closes itself when a thread with its interrupt flag set uses
 * it. These calls take the flag away first and set it again afterwards, so a flag that stays set
 * does no harm. An interrupt that strikes within a call still closes the channel: that call ends
 * with EINTR and every later one with EBADF, because a path need no longer lead to the same file.
 */
public final class FileCalls {
    /** One bit of a mode for each constant of {@link PosixFilePermission}, in its order. */
    private static final int HIGHEST_PERMISSION = 0400;

    /** S_IFMT and S_IFIFO, see inode(7); the same numbers on macOS and the BSDs. */
    private static final int FILE_TYPE = 0xF000;

    private static final int PIPE = 0x1000;

    private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values();
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    private FileCalls() {}

    /**
     * Opens a file, see open(2). Without WRITE the file is opened for reading. A directory can be
     * opened for reading only, and each read of it is EISDIR. A pipe with a name is refused with
     * ENXIO, as a socket is.
     *
     * @param path the file
     * @param openFlags a union of {@link OpenFlags}
     * @param mode the permissions of a file that is created, before the umask: the lowest 9 bits of
     *     a mode, where the file system has them
     * @return the open file, which the caller closes
     * @throws IOException with the reason; see {@link #result}
     */
    public static FileHandle open(Path path, int openFlags, int mode) throws IOException {
        boolean isInterrupted = Thread.interrupted();
        try {
            refuseEndless(path);
            FileAttribute<?>[] attributes = attributes(path, openFlags, mode);
            if (isCreatedForReading(openFlags)) {
                return openForReading(path, openFlags, attributes);
            }
            return new FileHandle(FileChannel.open(path, options(openFlags), attributes), path);
        } catch (RuntimeException failure) { // of the path's file system, which may be anybody's
            throw new IOException(path + ": " + failure.getMessage(), failure);
        } finally {
            restoreInterrupt(isInterrupted);
        }
    }

    /**
     * Performs an OPEN, also one of a {@link Replacement}.
     *
     * @param operation an OPEN
     * @return the open file, which the caller closes
     * @throws IOException with the reason; see {@link #result}
     */
    public static FileHandle open(TransportOperation operation) throws IOException {
        Replacement replacement = operation.replacement();
        if (replacement == null) {
            return open(operation.path(), operation.openFlags(), operation.mode());
        }
        int made = guarded(() -> Replacements.make(replacement));
        if (made < 0) {
            throw new ResultException(made);
        }
        try {
            return open(replacement.temporary(), operation.openFlags(), operation.mode());
        } catch (IOException | RuntimeException failure) {
            Replacements.discard(replacement);
            throw failure;
        }
    }

    /**
     * Performs any other operation. Blocks until it is done.
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
            case FSYNC -> fsync(file);
            case FDATASYNC -> fdatasync(file);
            case TRUNCATE -> truncate(file, operation.argument());
            case ALLOCATE -> allocate(file, operation.offset(), operation.argument());
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
            int result = isRead ? read(file, region, offset) : write(file, region, offset);
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

    /** See pread(2): bytes read, 0 at the end of the file, or a negative canonical errno. */
    static int read(FileHandle file, ByteBuf buffer, int index, int length, long offset) {
        return read(file, buffer.internalNioBuffer(index, length), offset);
    }

    static int read(FileHandle file, ByteBuffer region, long offset) {
        boolean isInterrupted = Thread.interrupted();
        try {
            return Math.max(0, file.channel.read(region, offset));
        } catch (IOException | IllegalArgumentException | NonReadableChannelException failure) {
            return ExceptionStatus.result(failure);
        } finally {
            restoreInterrupt(isInterrupted);
        }
    }

    /** See pwrite(2): bytes written, perhaps fewer than asked for, or a negative errno. */
    static int write(FileHandle file, ByteBuf buffer, int index, int length, long offset) {
        return write(file, buffer.internalNioBuffer(index, length), offset);
    }

    static int write(FileHandle file, ByteBuffer region, long offset) {
        boolean isInterrupted = Thread.interrupted();
        try {
            return file.channel.write(region, offset);
        } catch (IOException | IllegalArgumentException | NonWritableChannelException failure) {
            return ExceptionStatus.result(failure);
        } finally {
            restoreInterrupt(isInterrupted);
        }
    }

    /** Brings data and metadata to the device, see fsync(2). */
    static int fsync(FileHandle file) {
        return guarded(() -> force(file.channel, true));
    }

    /** Brings data to the device, and of the metadata what finds it, see fdatasync(2). */
    static int fdatasync(FileHandle file) {
        return guarded(() -> force(file.channel, false));
    }

    /** Cuts or extends a file, see ftruncate(2). Answers 0 or a negative canonical errno. */
    static int truncate(FileHandle file, long length) {
        return guarded(() -> FileLengths.truncate(file.channel, length));
    }

    /** Has a file hold a region, see posix_fallocate(3). Answers 0 or a negative errno. */
    static int allocate(FileHandle file, long offset, long length) {
        return guarded(() -> FileLengths.allocate(file, offset, length));
    }

    private static int force(FileChannel channel, boolean isMetadata) {
        try {
            channel.force(isMetadata);
            return 0;
        } catch (IOException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    /** Makes a call with the thread's interrupt flag taken away. */
    private static int guarded(IntSupplier call) {
        boolean isInterrupted = Thread.interrupted();
        try {
            return call.getAsInt();
        } finally {
            restoreInterrupt(isInterrupted);
        }
    }

    /**
     * Closes a file, see close(2). The handle is closed whatever the result.
     *
     * @param file an open file
     * @return 0 or a negative canonical errno; EBADF if it is closed already
     */
    public static int close(FileHandle file) {
        if (!file.channel.isOpen()) {
            return IoStatus.EBADF.result();
        }
        try {
            file.channel.close();
            return 0;
        } catch (IOException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    /**
     * The canonical result behind an exception of {@link #open}.
     *
     * @param failure what was thrown
     * @return a negative canonical errno
     */
    public static int result(IOException failure) {
        if (failure.getCause() instanceof RuntimeException cause) {
            return ExceptionStatus.result(cause);
        }
        return ExceptionStatus.result(failure);
    }

    /**
     * The open of a pipe waits for its other end, perhaps for ever. Whoever puts a pipe in a file's
     * place right after this look still has the open wait.
     */
    private static void refuseEndless(Path path) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException missing) {
            return; // the open tells
        }
        if (found.isOther() && isPipe(path)) {
            throw new ResultException(IoStatus.ENXIO.result());
        }
    }

    private static boolean isPipe(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(path, "unix:mode") instanceof Integer mode
                && (mode & FILE_TYPE) == PIPE;
    }

    /**
     * Linux creates a file that is opened for reading only; {@code FileChannel} ignores the wish.
     */
    private static boolean isCreatedForReading(int openFlags) {
        return isCreating(openFlags) && (openFlags & OpenFlags.WRITE) == 0;
    }

    private static boolean isCreating(int openFlags) {
        return (openFlags & (OpenFlags.CREATE | OpenFlags.CREATE_NEW)) != 0;
    }

    private static FileHandle openForReading(
            Path path, int openFlags, FileAttribute<?>[] attributes) throws IOException {
        Set<StandardOpenOption> creating = EnumSet.of(StandardOpenOption.WRITE);
        Set<StandardOpenOption> reading = EnumSet.of(StandardOpenOption.READ);
        if ((openFlags & OpenFlags.CREATE_NEW) != 0) {
            creating.add(StandardOpenOption.CREATE_NEW);
            FileChannel.open(path, creating, attributes).close();
            return new FileHandle(FileChannel.open(path, reading), path);
        }
        try {
            return new FileHandle(FileChannel.open(path, reading), path);
        } catch (NoSuchFileException missing) {
            creating.add(StandardOpenOption.CREATE);
            FileChannel.open(path, creating, attributes).close();
            return new FileHandle(FileChannel.open(path, reading), path);
        }
    }

    private static Set<OpenOption> options(int openFlags) {
        Set<StandardOpenOption> options = EnumSet.noneOf(StandardOpenOption.class);
        addIf(openFlags, OpenFlags.READ, StandardOpenOption.READ, options);
        addIf(openFlags, OpenFlags.WRITE, StandardOpenOption.WRITE, options);
        addIf(openFlags, OpenFlags.CREATE, StandardOpenOption.CREATE, options);
        addIf(openFlags, OpenFlags.CREATE_NEW, StandardOpenOption.CREATE_NEW, options);
        addIf(openFlags, OpenFlags.TRUNCATE, StandardOpenOption.TRUNCATE_EXISTING, options);
        addIf(openFlags, OpenFlags.DSYNC, StandardOpenOption.DSYNC, options);
        addIf(openFlags, OpenFlags.SYNC, StandardOpenOption.SYNC, options);
        return Set.copyOf(options);
    }

    private static void addIf(
            int openFlags, int flag, StandardOpenOption option, Set<StandardOpenOption> options) {
        if ((openFlags & flag) != 0) {
            options.add(option);
        }
    }

    private static FileAttribute<?>[] attributes(Path path, int openFlags, int mode) {
        return isCreating(openFlags) ? permissions(path, mode) : NO_ATTRIBUTES;
    }

    /** The attribute that gives a new file its permissions, where the file system has them. */
    static FileAttribute<?>[] permissions(Path path, int mode) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return NO_ATTRIBUTES;
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < PERMISSIONS.length; i++) {
            if ((mode & (HIGHEST_PERMISSION >> i)) != 0) {
                permissions.add(PERMISSIONS[i]);
            }
        }
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    /** The bit that a permission has in a mode. */
    static int bit(PosixFilePermission permission) {
        for (int i = 0; i < PERMISSIONS.length; i++) {
            if (PERMISSIONS[i] == permission) {
                return HIGHEST_PERMISSION >> i;
            }
        }
        throw new IllegalArgumentException("permission: " + permission);
    }

    private static void restoreInterrupt(boolean isInterrupted) {
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
