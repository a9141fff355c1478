package io.tickwire.readiness;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file opened by {@link FileCalls#open}. One thread at a time may use it; whoever opened it
 * closes it with {@link FileCalls#close}.
 */
public final class FileHandle extends ReadinessFile {
    final FileChannel channel;

    /** Where it was opened; it may have another name by now. */
    final Path path;

    FileHandle(FileChannel channel, Path path) {
        this.channel = channel;
        this.path = path;
    }

    /** By device and inode; a path that leads elsewhere by now only spares a thread's order. */
    @Override
    protected int identity() {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return key == null ? super.identity() : key.hashCode();
        } catch (IOException renamed) {
            return super.identity();
        }
    }

    @Override
    protected int release() {
        return FileCalls.close(this);
    }

    /**
     * Whether the file has not been closed.
     *
     * @return true until {@link FileCalls#close}, or until an interrupt closed the channel
     */
    public boolean isOpen() {
        return channel.isOpen();
    }
}
