package io.tickwire.simulation;

import io.tickwire.IoStatus;
import io.tickwire.spi.TransportOperation;

/** Calls on open files of a simulated file system, with Linux's results and the world's faults. */
final class ContentCalls {
    /** The longest file of ext4 with blocks of 4 KiB: 2^32 - 1 of them. */
    private static final long FILE_BYTES_MAX = ((1L << 32) - 1) << Page.SHIFT;

    private final FaultInjector faults;
    private final NameJournal journal;
    private final VirtualTime time;

    ContentCalls(FaultInjector faults, NameJournal journal, VirtualTime time) {
        this.faults = faults;
        this.journal = journal;
        this.time = time;
    }

    /** See preadv(2). */
    int read(WorldFile file, TransportOperation operation) {
        long offset = operation.offset();
        if (offset < 0) {
            return IoStatus.EINVAL.result();
        }
        if (!file.canRead()) {
            return IoStatus.EBADF.result();
        }
        if (!(file.inode instanceof FileInode inode)) {
            return IoStatus.EISDIR.result();
        }
        if (faults.strikes(Fault.IO_ERROR)) {
            return IoStatus.EIO.result();
        }
        long left = Math.max(0, inode.content.size() - offset);
        int length = (int) Math.min(length(operation), left);
        if (length > 1 && faults.strikes(Fault.SHORT_READ)) {
            length = faults.shorten(length);
        }
        int done = 0;
        for (int i = 0; done < length; i++) {
            int part = Math.min(operation.segmentLength(i), length - done);
            inode.content.read(
                    offset + done, operation.segmentBuffer(i), operation.segmentIndex(i), part);
            done += part;
        }
        return done;
    }

    /** See pwritev(2). */
    int write(WorldFile file, TransportOperation operation) {
        long offset = operation.offset();
        if (offset < 0) {
            return IoStatus.EINVAL.result();
        }
        if (!(file.inode instanceof FileInode inode) || !file.canWrite()) {
            return IoStatus.EBADF.result();
        }
        long length = length(operation);
        if (length == 0) {
            return 0;
        }
        if (faults.strikes(Fault.IO_ERROR)) {
            return IoStatus.EIO.result();
        }
        if (faults.strikes(Fault.NO_SPACE)) {
            return IoStatus.ENOSPC.result();
        }
        if (offset >= FILE_BYTES_MAX) {
            return IoStatus.EFBIG.result();
        }
        int allowed = (int) Math.min(length, FILE_BYTES_MAX - offset);
        if (allowed > 1 && faults.strikes(Fault.SHORT_WRITE)) {
            allowed = faults.shorten(allowed);
        }
        int done = write(inode.content, operation, allowed);
        if (done == 0) {
            return IoStatus.ENOSPC.result();
        }
        inode.modifiedNanos = time.nanoTime();
        if (file.isSyncing()) {
            syncWritten(file, inode, offset, done);
        }
        return done;
    }

    private static int write(FileContent content, TransportOperation operation, int length) {
        int done = 0;
        for (int i = 0; done < length; i++) {
            int part = Math.min(operation.segmentLength(i), length - done);
            int written =
                    content.write(
                            operation.offset() + done,
                            operation.segmentBuffer(i),
                            operation.segmentIndex(i),
                            part);
            done += written;
            if (written < part) {
                break;
            }
        }
        return done;
    }

    private void syncWritten(WorldFile file, FileInode inode, long offset, int length) {
        inode.content.sync(offset, length);
        if (file.isSyncingMetadata()) {
            journal.sync(inode);
        } else {
            journal.syncData(inode);
        }
    }

    private static long length(TransportOperation operation) {
        long length = 0;
        for (int i = 0; i < operation.segmentCount(); i++) {
            length += operation.segmentLength(i);
        }
        return Math.min(length, Integer.MAX_VALUE - Page.BYTES);
    }

    /** See fsync(2) and fdatasync(2). */
    int sync(WorldFile file, boolean isDataOnly) {
        FileInode inode = file.inode instanceof FileInode regular ? regular : null;
        if (faults.strikes(Fault.IO_ERROR)) {
            if (inode != null) {
                inode.content.loseUnsynced();
            }
            return IoStatus.EIO.result();
        }
        if (inode != null) {
            inode.content.sync();
        }
        if (isDataOnly && inode != null) {
            journal.syncData(inode);
        } else {
            journal.sync(file.inode);
        }
        return 0;
    }

    /** See ftruncate(2), which answers EINVAL for a file that is not open for writing. */
    int truncate(WorldFile file, long length) {
        if (length < 0 || !(file.inode instanceof FileInode inode) || !file.canWrite()) {
            return IoStatus.EINVAL.result();
        }
        if (length > FILE_BYTES_MAX) {
            return IoStatus.EFBIG.result();
        }
        truncate(inode, length);
        return 0;
    }

    void truncate(FileInode inode, long length) {
        inode.content.truncate(length);
        inode.modifiedNanos = time.nanoTime();
    }

    /** See posix_fallocate(3). */
    int allocate(WorldFile file, long offset, long length) {
        if (offset < 0 || length <= 0) {
            return IoStatus.EINVAL.result();
        }
        if (!(file.inode instanceof FileInode inode) || !file.canWrite()) {
            return IoStatus.EBADF.result();
        }
        if (length > FILE_BYTES_MAX || offset > FILE_BYTES_MAX - length) {
            return IoStatus.EFBIG.result();
        }
        if (faults.strikes(Fault.NO_SPACE) || !inode.content.allocate(offset, length)) {
            return IoStatus.ENOSPC.result();
        }
        inode.modifiedNanos = time.nanoTime();
        return 0;
    }
}
