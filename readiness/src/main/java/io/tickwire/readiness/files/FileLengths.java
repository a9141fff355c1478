package io.tickwire.readiness.files;

import io.tickwire.IoStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changes the length of files by way of {@link FileChannel}, with Linux's results. */
final class FileLengths {
    /** Zeros, never written to. */
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 * 1024);

    private FileLengths() {}

    /** See ftruncate(2), which answers EINVAL for a file that is not open for writing. */
    static int truncate(FileChannel channel, long length) {
        try {
            if (length <= channel.size()) {
                channel.truncate(length);
            } else {
                writeZeros(channel, length - 1, 1);
            }
            return 0;
        } catch (NonWritableChannelException readOnly) {
            return IoStatus.EINVAL.result();
        } catch (IOException | IllegalArgumentException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    /**
     * Grows the file by zeros that are written, as posix_fallocate(3) does where the file system
     * has no call for it. Holes within the file stay. What fails is taken back; what cannot succeed
     * is not begun, since it would fill the file system and hold the thread up meanwhile.
     */
    static int allocate(FileHandle file, long offset, long length) {
        FileChannel channel = file.channel;
        if (length > Long.MAX_VALUE - offset) {
            return IoStatus.EFBIG.result();
        }
        long end = offset + length;
        try {
            long size = channel.size();
            if (end <= size) {
                // Tells a file that is not open for writing.
                writeZeros(channel, size, 0);
                return 0;
            }
            try {
                writeZeros(channel, end - 1, 1); // which tells an end beyond the largest file
                long start = Math.max(size, offset);
                if (end - start > usableBytes(file.path)) {
                    channel.truncate(size);
                    return IoStatus.ENOSPC.result();
                }
                writeZeros(channel, start, end - start);
                return 0;
            } catch (IOException failure) {
                channel.truncate(size);
                throw failure;
            }
        } catch (NonWritableChannelException readOnly) {
            return IoStatus.EBADF.result();
        } catch (IOException | IllegalArgumentException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    private static long usableBytes(Path path) {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException renamed) {
            return Long.MAX_VALUE; // the writes tell
        }
    }

    private static void writeZeros(FileChannel channel, long offset, long count)
            throws IOException {
        long at = offset;
        long left = count;
        do {
            ByteBuffer zeros = ZEROS.duplicate();
            zeros.limit((int) Math.min(left, zeros.capacity()));
            int written = channel.write(zeros, at);
            at += written;
            left -= written;
        } while (left > 0);
    }
}
