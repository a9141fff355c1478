package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.FileStat;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.Replacement;
import io.tickwire.completion.BlockPool;
import io.tickwire.completion.Completions;
import io.tickwire.readiness.files.FileCalls;
import io.tickwire.readiness.files.Replacements;
import io.tickwire.spi.PathBytes;
import io.tickwire.spi.TransportOperation;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** OPEN, STAT, RENAME, UNLINK and MKDIR, which name files by their paths. */
final class PathOperations {
    private static final byte[] NO_PATH = new byte[0];
    private static final byte[] WORKING_DIRECTORY = {'.'};
    private static final int MODE_MASK = 0xFFF;
    private static final int PERMISSIONS = 0777;
    private static final int MILLIS = 1000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final InFlight inFlight;
    private final Completions completions;
    private final KernelFeatures has;

    /** What a path operation needs until its end. Memory of its own only for long paths. */
    private record Work(TransportOperation operation, ByteBuf memory, boolean isOwn) {}

    /** Sends an entry about paths that are in native memory. */
    private interface Entry {
        void submit(TransportOperation operation, int token, long path, long other);
    }

    PathOperations(InFlight inFlight, Completions completions, KernelFeatures has) {
        this.inFlight = inFlight;
        this.completions = completions;
        this.has = has;
    }

    void enter(OperationTable table) {
        if (has.hasFiles()) {
            table.enter(IoOpType.OPEN, this::prepareOpen, this::finishOpen);
        }
        enter(table, IoOpType.STAT, LinuxAbi.STATX_BYTES, this::stat);
        enter(table, IoOpType.RENAME, 0, this::rename);
        enter(table, IoOpType.UNLINK, 0, this::unlink);
        enter(table, IoOpType.MKDIR, 0, this::mkdir);
    }

    private void enter(OperationTable table, IoOpType type, int extraBytes, Entry entry) {
        if (has.has(type)) {
            table.enter(
                    type,
                    (operation, token) -> prepare(operation, token, extraBytes, entry),
                    this::finish);
        } else {
            table.enter(
                    type,
                    (operation, token) ->
                            inFlight.completeLocally(
                                    token, FileCalls.perform(operation, null, false)));
        }
    }

    private void prepareOpen(TransportOperation operation, int token) {
        Replacement replacement = operation.replacement();
        int made = 0;
        if (replacement != null) {
            made =
                    isForeign(replacement.wanted())
                            ? IoStatus.EOPNOTSUPP.result()
                            : Replacements.make(replacement);
        }
        if (made < 0) {
            inFlight.completeLocally(token, made);
        } else {
            prepare(operation, token, 0, this::open);
        }
    }

    /** Lays out what the entry points to: extra bytes for the kernel, then one or two paths. */
    private void prepare(TransportOperation operation, int token, int extraBytes, Entry entry) {
        Path path = operation.path();
        Path other = operation.type() == IoOpType.RENAME ? operation.newPath() : null;
        if (isForeign(path) || (other != null && isForeign(other))) {
            inFlight.completeLocally(token, IoStatus.EOPNOTSUPP.result());
            return;
        }
        byte[] first = encode(path);
        byte[] second = other == null ? NO_PATH : encode(other);
        if (hasNul(first) || hasNul(second)) {
            inFlight.completeLocally(token, IoStatus.EINVAL.result());
            return;
        }
        int bytes = extraBytes + first.length + 1 + second.length + 1;
        boolean isOwn = bytes > BlockPool.BLOCK_BYTES;
        ByteBuf memory = isOwn ? Unpooled.directBuffer(bytes, bytes) : inFlight.takeBlock(token);
        inFlight.tokens().attach(token, new Work(operation, memory, isOwn));
        int firstAt = extraBytes;
        int secondAt = firstAt + first.length + 1;
        memory.setBytes(firstAt, first).setByte(firstAt + first.length, 0);
        memory.setBytes(secondAt, second).setByte(secondAt + second.length, 0);
        long base = memory.memoryAddress();
        entry.submit(operation, token, base + firstAt, base + secondAt);
    }

    private void open(TransportOperation operation, int token, long path, long other) {
        int flags = FileOperations.openFlags(operation.openFlags());
        submit(token, LinuxAbi.OP_OPENAT, 0L, path, operation.mode() & MODE_MASK, flags);
    }

    private void stat(TransportOperation operation, int token, long path, long other) {
        long statx = path - LinuxAbi.STATX_BYTES;
        submit(token, LinuxAbi.OP_STATX, statx, path, LinuxAbi.STATX_BASIC_STATS, 0);
    }

    private void rename(TransportOperation operation, int token, long path, long other) {
        submit(token, LinuxAbi.OP_RENAMEAT, other, path, LinuxAbi.AT_FDCWD, 0);
    }

    private void unlink(TransportOperation operation, int token, long path, long other) {
        int flags = operation.isDirectory() ? LinuxAbi.AT_REMOVEDIR : 0;
        submit(token, LinuxAbi.OP_UNLINKAT, 0L, path, 0, flags);
    }

    private void mkdir(TransportOperation operation, int token, long path, long other) {
        submit(token, LinuxAbi.OP_MKDIRAT, 0L, path, operation.mode() & MODE_MASK, 0);
    }

    private void submit(int token, byte opcode, long union1, long path, int length, int flags) {
        inFlight.submit(token, opcode, 0, LinuxAbi.AT_FDCWD, union1, path, length, flags);
    }

    private void finishOpen(int token, int result) {
        Replacement made =
                inFlight.attachment(token) instanceof Work work
                        ? work.operation().replacement()
                        : null;
        release(token);
        if (result < 0) {
            if (made != null) {
                Replacements.discard(made);
            }
            completions.complete(token, result);
        } else {
            completions.completeOpened(token, IoUringHandle.file(result));
        }
    }

    private void finish(int token, int result) {
        if (result >= 0
                && inFlight.attachment(token) instanceof Work work
                && work.operation().type() == IoOpType.STAT) {
            passStat(work.operation(), work.memory());
        }
        release(token);
        completions.complete(token, result);
    }

    private void release(int token) {
        if (inFlight.attachment(token) instanceof Work work && work.isOwn()) {
            work.memory().release();
        }
    }

    private static void passStat(TransportOperation operation, ByteBuf statx) {
        int mode = statx.getUnsignedShortLE(LinuxAbi.STATX_MODE);
        long seconds = statx.getLongLE(LinuxAbi.STATX_MTIME_SECONDS);
        long nanos = statx.getUnsignedIntLE(LinuxAbi.STATX_MTIME_NANOS);
        operation.stat(
                kind(mode),
                statx.getLongLE(LinuxAbi.STATX_SIZE),
                mode & PERMISSIONS,
                seconds * MILLIS + nanos / NANOS_PER_MILLI);
    }

    private static FileStat.Kind kind(int mode) {
        return switch (mode & LinuxAbi.S_IFMT) {
            case LinuxAbi.S_IFREG -> FileStat.Kind.REGULAR;
            case LinuxAbi.S_IFDIR -> FileStat.Kind.DIRECTORY;
            default -> FileStat.Kind.OTHER;
        };
    }

    private static boolean isForeign(Path path) {
        return path.getFileSystem() != FileSystems.getDefault();
    }

    /** The empty path is the working directory, as the JDK has it. */
    private static byte[] encode(Path path) {
        byte[] bytes = PathBytes.of(path);
        return bytes.length == 0 ? WORKING_DIRECTORY : bytes;
    }

    private static boolean hasNul(byte[] path) {
        for (byte b : path) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
