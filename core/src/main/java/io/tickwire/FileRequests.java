package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.OpenFlags;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** The operations on files that an {@link IoRequest} can name. */
public abstract sealed class FileRequests extends RequestModifiers permits IoRequest {
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    FileRequests() {}

    /**
     * Opens a file. New files have mode 0644 less the umask unless {@link #mode} says otherwise.
     * See open(2); every descriptor is close-on-exec.
     *
     * @param path the file
     * @param how READ, WRITE, CREATE, CREATE_NEW, TRUNCATE_EXISTING, DSYNC or SYNC of {@link
     *     StandardOpenOption}; none means READ. CREATE, CREATE_NEW and TRUNCATE_EXISTING are
     *     ignored without WRITE
     * @return this
     * @throws IllegalArgumentException for another option
     */
    public IoRequest open(Path path, OpenOption... how) {
        onPath(IoOpType.OPEN, path);
        openFlags = OpenFlags.of(how);
        argument = FILE_MODE;
        return self();
    }

    /**
     * Makes the file that is to replace another one, and opens it for writing. It has the other's
     * permissions and, where the process may set them, its owner and group.
     *
     * @param replacement made by {@link IoIntentQueue#replacement}, not opened yet
     * @return this
     */
    public IoRequest open(Replacement replacement) {
        onReplacement(IoOpType.OPEN, replacement);
        openFlags = OpenFlags.WRITE;
        return self();
    }

    /**
     * Opens the directory of a replacement, to be synced. The replacement must have been made by
     * the time that this begins.
     *
     * @param replacement what is in the directory
     * @return this
     */
    public IoRequest openDirectory(Replacement replacement) {
        onReplacement(IoOpType.OPEN, replacement);
        openFlags = OpenFlags.READ;
        flags |= DIRECTORY;
        return self();
    }

    /**
     * Has a replacement take the other file's place, see rename(2). It must have been made by the
     * time that this begins.
     *
     * @param replacement the new file
     * @return this
     */
    public IoRequest rename(Replacement replacement) {
        onReplacement(IoOpType.RENAME, replacement);
        newTarget = replacement;
        return self();
    }

    /**
     * Removes a replacement that was made and is not in place, see unlink(2).
     *
     * @param replacement the new file
     * @return this
     */
    public IoRequest unlink(Replacement replacement) {
        return onReplacement(IoOpType.UNLINK, replacement);
    }

    private IoRequest onReplacement(IoOpType operation, Replacement replacement) {
        start(operation, null);
        target = Objects.requireNonNull(replacement, "replacement");
        return self();
    }

    /**
     * Reads up to {@code length} bytes of a file at the offset of {@link #at} (0 if not given) into
     * a buffer. The result is the count, 0 at the end of the file. See pread(2).
     *
     * @param file the file
     * @param buffer where the bytes go
     * @param length the most bytes, at least 1
     * @return this
     */
    public IoRequest read(IoFile file, ByteBuf buffer, int length) {
        return onFile(IoOpType.READ, file).region(buffer, length);
    }

    /**
     * Writes {@code length} bytes of a buffer to a file at the offset of {@link #at} (0 if not
     * given). The result is the count. See pwrite(2).
     *
     * @param file the file
     * @param buffer where the bytes come from; one reference is taken over
     * @param length how many bytes, at least 1
     * @return this
     */
    public IoRequest write(IoFile file, ByteBuf buffer, int length) {
        return onFile(IoOpType.WRITE, file).region(buffer, length);
    }

    /**
     * Reads from a file at the offset of {@link #at} into what is writable of several buffers, one
     * after the other. The result is the count of all, 0 at the end of the file. See preadv(2).
     *
     * @param file the file
     * @param buffers 1 to 16 buffers with at least one writable byte each
     * @return this
     */
    public IoRequest readv(IoFile file, ByteBuf... buffers) {
        return onFile(IoOpType.READV, file).writableRegions(buffers);
    }

    /**
     * Writes what is readable of several buffers to a file at the offset of {@link #at}. The result
     * is the count of all. See pwritev(2).
     *
     * @param file the file
     * @param buffers 1 to 16 buffers with at least one readable byte each; one reference of each is
     *     taken over
     * @return this
     */
    public IoRequest writev(IoFile file, ByteBuf... buffers) {
        return onFile(IoOpType.WRITEV, file).readableRegions(buffers);
    }

    /**
     * Brings a file's data and metadata to its device. Covers writes whose completions were
     * delivered before. See fsync(2).
     *
     * @param file the file
     * @return this
     */
    public IoRequest fsync(IoFile file) {
        return onFile(IoOpType.FSYNC, file);
    }

    /**
     * Brings a file's data to its device, and of its metadata what is needed to find the data. See
     * fdatasync(2).
     *
     * @param file the file
     * @return this
     */
    public IoRequest fdatasync(IoFile file) {
        return onFile(IoOpType.FDATASYNC, file);
    }

    /**
     * Finds out what {@link IoCompletion#stat} then answers about a file. Follows symbolic links.
     * See stat(2).
     *
     * @param path the file
     * @return this
     */
    public IoRequest stat(Path path) {
        return onPath(IoOpType.STAT, path);
    }

    /**
     * Reserves space for {@code length} bytes from the offset of {@link #at} (0 if not given). The
     * file grows if it ends earlier; the bytes that it has stay. See posix_fallocate(3).
     *
     * @param file a file that is open for writing
     * @param length bytes, at least 1
     * @return this
     */
    public IoRequest allocate(IoFile file, long length) {
        if (length < 1) {
            throw new IllegalArgumentException("length: " + length + " is below 1");
        }
        onFile(IoOpType.ALLOCATE, file);
        argument = length;
        return self();
    }

    /**
     * Cuts a file to a length, or extends it with zeros. See ftruncate(2).
     *
     * @param file a file that is open for writing
     * @param length bytes, not negative
     * @return this
     */
    public IoRequest truncate(IoFile file, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length);
        }
        onFile(IoOpType.TRUNCATE, file);
        argument = length;
        return self();
    }

    /**
     * Gives a file another name, in one step; a file of that name is replaced. See rename(2).
     *
     * @param from the file
     * @param to its new name, in the same file system
     * @return this
     */
    public IoRequest rename(Path from, Path to) {
        onPath(IoOpType.RENAME, from);
        newTarget = Objects.requireNonNull(to, "to");
        return self();
    }

    /**
     * Removes a file's name. A directory is refused with EISDIR. See unlink(2).
     *
     * @param path the file
     * @return this
     */
    public IoRequest unlink(Path path) {
        return onPath(IoOpType.UNLINK, path);
    }

    /**
     * Removes an empty directory, as an UNLINK. See rmdir(2).
     *
     * @param path the directory
     * @return this
     */
    public IoRequest removeDirectory(Path path) {
        onPath(IoOpType.UNLINK, path);
        flags |= DIRECTORY;
        return self();
    }

    /**
     * Makes a directory, with mode 0755 less the umask unless {@link #mode} says otherwise. See
     * mkdir(2).
     *
     * @param path the directory
     * @return this
     */
    public IoRequest mkdir(Path path) {
        onPath(IoOpType.MKDIR, path);
        argument = DIRECTORY_MODE;
        return self();
    }
}
