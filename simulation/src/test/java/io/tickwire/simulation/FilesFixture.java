package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.readiness.FileCalls;
import io.tickwire.readiness.ReadinessFile;
import io.tickwire.spi.OpenFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Simulated files and calls on them, each in a line. */
final class FilesFixture {
    static final int NEW = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE;
    static final Path FOLDER = Path.of("/world");

    final VirtualTime time = new VirtualTime();
    final FaultInjector faults;
    final WorldFiles files;

    FilesFixture(long seed) {
        this(seed, Latency.NONE);
    }

    FilesFixture(long seed, Latency latency) {
        SplittableRandom random = new SplittableRandom(seed);
        faults = new FaultInjector(random.split(), FaultRates.NONE);
        files = new WorldFiles(random.split(), faults, time, latency);
        files.makeDirectories(FOLDER);
    }

    static Path path(String name) {
        return FOLDER.resolve(name);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Bytes that tell which content they are of, and that are not zero. */
    static byte[] filled(int length, int number) {
        byte[] filled = new byte[length];
        Arrays.fill(filled, (byte) (number % 255 + 1));
        return filled;
    }

    ReadinessFile open(Path path, int flags) {
        try {
            return tryOpen(path, flags);
        } catch (IOException failure) {
            throw new AssertionError(path + ": " + failure.getMessage(), failure);
        }
    }

    private ReadinessFile tryOpen(Path path, int flags) throws IOException {
        FileOperation operation = new FileOperation(IoOpType.OPEN, path);
        operation.openFlags = flags;
        return files.open(operation);
    }

    IoStatus openStatus(Path path, int flags) {
        try {
            return IoStatus.of(WorldFilesTest.close(tryOpen(path, flags)));
        } catch (IOException failure) {
            return IoStatus.of(FileCalls.result(failure));
        }
    }

    int perform(FileOperation operation, ReadinessFile file) {
        return files.perform(operation, file, false);
    }

    int write(ReadinessFile file, long offset, byte[] content) {
        ByteBuf buffer = Unpooled.directBuffer(content.length + 1).writeBytes(content);
        try {
            return perform(
                    new FileOperation(IoOpType.WRITE).region(buffer, 0, content.length).at(offset),
                    file);
        } finally {
            buffer.release();
        }
    }

    /** What a read gives: the bytes, or the error. */
    String read(ReadinessFile file, long offset, int length) {
        ByteBuf buffer = Unpooled.directBuffer(length + 1).setZero(0, length);
        try {
            int result =
                    perform(
                            new FileOperation(IoOpType.READ).region(buffer, 0, length).at(offset),
                            file);
            return result < 0
                    ? IoStatus.of(result).name()
                    : buffer.toString(0, result, StandardCharsets.ISO_8859_1);
        } finally {
            buffer.release();
        }
    }

    int fsync(ReadinessFile file) {
        return perform(new FileOperation(IoOpType.FSYNC), file);
    }

    int fdatasync(ReadinessFile file) {
        return perform(new FileOperation(IoOpType.FDATASYNC), file);
    }

    int truncate(ReadinessFile file, long length) {
        FileOperation operation = new FileOperation(IoOpType.TRUNCATE);
        operation.argument = length;
        return perform(operation, file);
    }

    int allocate(ReadinessFile file, long offset, long length) {
        FileOperation operation = new FileOperation(IoOpType.ALLOCATE).at(offset);
        operation.argument = length;
        return perform(operation, file);
    }

    IoStatus rename(Path from, Path to) {
        FileOperation operation = new FileOperation(IoOpType.RENAME, from);
        operation.newPath = to;
        return named(operation);
    }

    IoStatus unlink(Path path) {
        return named(new FileOperation(IoOpType.UNLINK, path));
    }

    IoStatus removeDirectory(Path path) {
        FileOperation operation = new FileOperation(IoOpType.UNLINK, path);
        operation.isDirectory = true;
        return named(operation);
    }

    IoStatus makeDirectory(Path path) {
        FileOperation operation = new FileOperation(IoOpType.MKDIR, path);
        operation.mode = 0777;
        return named(operation);
    }

    /** An operation that names paths. */
    IoStatus named(FileOperation operation) {
        return IoStatus.of(files.perform(operation, null, false));
    }
}
