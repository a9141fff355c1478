package io.tickwire.simulation;

import io.tickwire.IoStatus;
import io.tickwire.readiness.ReadinessFile;
import io.tickwire.spi.OpenFlags;

/**
 * An open file or directory of a simulated file system, until it is closed or the world crashes.
 */
final class WorldFile extends ReadinessFile {
    final Inode inode;

    /** How many crashes there had been when it was opened. */
    final long crashes;

    private final WorldFiles files;
    private final int openFlags;
    private boolean isClosed;

    WorldFile(WorldFiles files, Inode inode, int openFlags) {
        this.files = files;
        this.inode = inode;
        this.openFlags = openFlags;
        crashes = files.crashes();
    }

    boolean isOpen() {
        return !isClosed && crashes == files.crashes();
    }

    boolean canRead() {
        return (openFlags & OpenFlags.READ) != 0 || !canWrite();
    }

    boolean canWrite() {
        return (openFlags & OpenFlags.WRITE) != 0;
    }

    /** Whether each write is to be on the device when it ends (O_DSYNC, O_SYNC). */
    boolean isSyncing() {
        return (openFlags & (OpenFlags.DSYNC | OpenFlags.SYNC)) != 0;
    }

    /** Whether that goes for all metadata (O_SYNC). */
    boolean isSyncingMetadata() {
        return (openFlags & OpenFlags.SYNC) != 0;
    }

    @Override
    protected int release() {
        if (!isOpen()) {
            return IoStatus.EBADF.result();
        }
        isClosed = true;
        files.closed(inode);
        return 0;
    }
}
