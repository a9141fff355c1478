package io.tickwire.iouring;

import io.tickwire.IoStatus;
import io.tickwire.readiness.files.ExceptionStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reaches an open file by its descriptor's name in /proc, see proc(5). */
final class DescriptorFile {
    private static final String FLAGS = "flags:";
    private static final int ACCESS_MODE = 3;
    private static final int OCTAL = 8;

    private DescriptorFile() {}

    /** See ftruncate(2); for kernels whose ring cannot (before Linux 6.9). */
    static int truncate(int fd, long length) {
        if (fd < 0) {
            return IoStatus.EBADF.result();
        }
        try {
            if (!isWritable(fd)) {
                return IoStatus.EINVAL.result();
            }
            Path path = Path.of("/proc/self/fd/" + fd);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                if (length > channel.size()) {
                    int unused = channel.write(ByteBuffer.allocate(1), length - 1);
                } else {
                    channel.truncate(length);
                }
            }
            return 0;
        } catch (IOException | RuntimeException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    private static boolean isWritable(int fd) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd))) {
            if (line.startsWith(FLAGS)) {
                long flags = Long.parseLong(line.substring(FLAGS.length()).strip(), OCTAL);
                return (flags & ACCESS_MODE) != LinuxAbi.O_RDONLY;
            }
        }
        throw new IOException("no flags of descriptor " + fd);
    }
}
