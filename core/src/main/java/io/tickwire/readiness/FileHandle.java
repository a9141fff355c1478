package io.tickwire.readiness;

import java.nio.channels.FileChannel;
import java.nio.file.Path;

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
