package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.readiness.ReadinessFile;
import io.tickwire.readiness.files.FileCalls;
import io.tickwire.spi.OpenFlags;
import io.tickwire.tck.FakeOperation;
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
        return files.open(on(IoOpType.OPEN, path).flags(flags).mode(0644));
    }

    IoStatus openStatus(Path path, int flags) {
        try {
            return IoStatus.of(tryOpen(path, flags).end());
        } catch (IOException failure) {
            return IoStatus.of(FileCalls.result(failure));
        }
    }

    /** One on an open file. */
    static FakeOperation operation(IoOpType type) {
        return new FakeOperation(0, type);
    }

    /** One that names a path. */
    static FakeOperation on(IoOpType type, Path path) {
        return operation(type).on(path);
    }

    int perform(FakeOperation operation, ReadinessFile file) {
        return files.perform(operation, file, false);
    }

    int write(ReadinessFile file, long offset, byte[] content) {
        ByteBuf buffer = Unpooled.directBuffer(content.length + 1).writeBytes(content);
        try {
            return perform(
                    operation(IoOpType.WRITE).with(buffer, 0, content.length).at(offset), file);
        } finally {
            buffer.release();
        }
    }

    /** What a read gives: the bytes, or the error. */
    String read(ReadinessFile file, long offset, int length) {
        ByteBuf buffer = Unpooled.directBuffer(length + 1).setZero(0, length);
        try {
            int result = perform(operation(IoOpType.READ).with(buffer, 0, length).at(offset), file);
            return result < 0
                    ? IoStatus.of(result).name()
                    : buffer.toString(0, result, StandardCharsets.ISO_8859_1);
        } finally {
            buffer.release();
        }
    }

    int fsync(ReadinessFile file) {
        return perform(operation(IoOpType.FSYNC), file);
    }

    int fdatasync(ReadinessFile file) {
        return perform(operation(IoOpType.FDATASYNC), file);
    }

    int truncate(ReadinessFile file, long length) {
        return perform(operation(IoOpType.TRUNCATE).number(length), file);
    }

    int allocate(ReadinessFile file, long offset, long length) {
        return perform(operation(IoOpType.ALLOCATE).at(offset).number(length), file);
    }

    IoStatus rename(Path from, Path to) {
        return named(on(IoOpType.RENAME, from).to(to));
    }

    IoStatus unlink(Path path) {
        return named(on(IoOpType.UNLINK, path));
    }

    IoStatus removeDirectory(Path path) {
        return named(on(IoOpType.UNLINK, path).directory());
    }

    IoStatus makeDirectory(Path path) {
        return named(on(IoOpType.MKDIR, path).mode(0777));
    }

    /** An operation that names paths. */
    IoStatus named(FakeOperation operation) {
        return IoStatus.of(files.perform(operation, null, false));
    }
}
