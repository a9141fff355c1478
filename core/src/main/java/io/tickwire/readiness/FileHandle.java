package io.tickwire.readiness;

import java.nio.channels.FileChannel;

/**
 * A file opened by {@link FileCalls#open}. One thread at a time may use it; whoever opened it
 * closes it with {@link FileCalls#close}.
 */
public final class FileHandle extends ReadinessFile {
    final FileChannel channel;

    FileHandle(FileChannel channel) {
        this.channel = channel;
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
