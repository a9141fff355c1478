package io.tickwire.readiness.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file opened by {@link FileCalls#open}. One thread at a time may use it; whoever opened it
 * closes it with {@link FileCalls#close}.
 */
public final class FileHandle {
    final FileChannel channel;

    /** Where it was opened; it may have another name by now. */
    final Path path;

    FileHandle(FileChannel channel, Path path) {
        this.channel = channel;
        this.path = path;
    }

    /**
     * Whether the file has not been closed.
     *
     * @return true until {@link FileCalls#close}, or until an interrupt closed the channel
     */
    public boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * What the file system knows the file by, the same for all its handles: mostly device and
     * inode. Asked by path, which may lead elsewhere by now; may block.
     *
     * @return the key, or null if there is none
     */
    public @Nullable Object fileKey() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException renamed) {
            return null;
        }
    }
}
