package io.tickwire.readiness.files;

import io.tickwire.FileStat;
import io.tickwire.IoStatus;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Calls on names of files, with Linux's results. Every call blocks until it is done. */
final class PathCalls {
    private PathCalls() {}

    /** See stat(2); hands what it finds to the operation. */
    static int stat(TransportOperation operation) {
        Path path = operation.path();
        try {
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                PosixFileAttributes posix = Files.readAttributes(path, PosixFileAttributes.class);
                pass(operation, posix, mode(posix.permissions()));
            } else {
                pass(operation, Files.readAttributes(path, BasicFileAttributes.class), -1);
            }
            return 0;
        } catch (IOException | RuntimeException failure) {
            return result(path, failure);
        }
    }

    private static void pass(TransportOperation operation, BasicFileAttributes found, int mode) {
        FileStat.Kind kind =
                found.isRegularFile()
                        ? FileStat.Kind.REGULAR
                        : found.isDirectory() ? FileStat.Kind.DIRECTORY : FileStat.Kind.OTHER;
        operation.stat(kind, found.size(), mode, found.lastModifiedTime().toMillis());
    }

    private static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission permission : permissions) {
            mode |= FileCalls.bit(permission);
        }
        return mode;
    }

    /** See rename(2). */
    static int rename(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return 0;
        } catch (IOException | RuntimeException failure) {
            int result = result(from, failure);
            return result == IoStatus.ENOENT.result() ? result(to, failure) : result;
        }
    }

    /** See unlink(2) and rmdir(2). */
    static int unlink(Path path, boolean isDirectory) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) != isDirectory
                    && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return (isDirectory ? IoStatus.ENOTDIR : IoStatus.EISDIR).result();
            }
            Files.delete(path);
            return 0;
        } catch (IOException | RuntimeException failure) {
            return result(path, failure);
        }
    }

    /** See mkdir(2). */
    static int mkdir(Path path, int mode) {
        try {
            Files.createDirectory(path, FileCalls.permissions(path, mode));
            return 0;
        } catch (IOException | RuntimeException failure) {
            return result(path, failure);
        }
    }

    /**
     * The JDK (25) calls a path that leads through a file one that is not there; Linux says
     * ENOTDIR.
     */
    static int result(Path path, Exception failure) {
        int result = ExceptionStatus.result(failure);
        return result == IoStatus.ENOENT.result() && leadsThroughFile(path)
                ? IoStatus.ENOTDIR.result()
                : result;
    }

    private static boolean leadsThroughFile(Path path) {
        Path above = path.toAbsolutePath().getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return above != null && !Files.isDirectory(above);
    }
}
