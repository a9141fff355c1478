package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.OpenFlags;
import io.tickwire.spi.TransportOperation;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** OPEN, READ, WRITE and FSYNC by the ring. */
final class FilePreparer {
    /** What the JDK encodes paths with. */
    private static final Charset PATH_CHARSET = pathCharset();

    private static final int MODE_MASK = 0xFFF;

    private final InFlight inFlight;
    private final Outcomes outcomes;

    FilePreparer(InFlight inFlight, Outcomes outcomes) {
        this.inFlight = inFlight;
        this.outcomes = outcomes;
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.OPEN, this::open, this::finishOpen);
        table.enter(IoOpType.READ, this::read);
        table.enter(IoOpType.WRITE, this::write);
        table.enter(IoOpType.FSYNC, this::fsync);
    }

    private void read(TransportOperation operation, int token) {
        transfer(operation, token, LinuxAbi.OP_READ);
    }

    private void write(TransportOperation operation, int token) {
        transfer(operation, token, LinuxAbi.OP_WRITE);
    }

    private void transfer(TransportOperation operation, int token, byte opcode) {
        inFlight.submit(
                token,
                opcode,
                0,
                ((IoUringHandle) operation.handle()).fd(),
                operation.offset(),
                operation.segmentBuffer(0).memoryAddress() + operation.segmentIndex(0),
                operation.segmentLength(0),
                0);
    }

    private void fsync(TransportOperation operation, int token) {
        int fd = ((IoUringHandle) operation.handle()).fd();
        inFlight.submit(token, LinuxAbi.OP_FSYNC, 0, fd, 0L, 0L, 0, 0);
    }

    private void open(TransportOperation operation, int token) {
        Path path = operation.path();
        if (path.getFileSystem() != FileSystems.getDefault()) {
            inFlight.completeLocally(token, IoStatus.EOPNOTSUPP.result());
            return;
        }
        byte[] bytes = path.toString().getBytes(PATH_CHARSET);
        if (hasNul(bytes)) {
            inFlight.completeLocally(token, IoStatus.EINVAL.result());
            return;
        }
        ByteBuf memory = pathMemory(token, bytes.length + 1);
        memory.setBytes(0, bytes);
        memory.setByte(bytes.length, 0);
        inFlight.submit(
                token,
                LinuxAbi.OP_OPENAT,
                0,
                LinuxAbi.AT_FDCWD,
                0L,
                memory.memoryAddress(),
                operation.mode() & MODE_MASK,
                openFlags(operation.openFlags()));
    }

    private ByteBuf pathMemory(int token, int length) {
        if (length <= BlockPool.BLOCK_BYTES) {
            return inFlight.takeBlock(token);
        }
        ByteBuf memory = Unpooled.directBuffer(length, length);
        inFlight.tokens().attach(token, memory);
        return memory;
    }

    private void finishOpen(int token, int result) {
        if (inFlight.attachment(token) instanceof ByteBuf memory) {
            memory.release();
        }
        if (result < 0) {
            outcomes.complete(token, result);
        } else {
            outcomes.completeOpened(token, IoUringHandle.file(result));
        }
    }

    /** The numbers of open(2). */
    static int openFlags(int flags) {
        int result = LinuxAbi.O_CLOEXEC | accessMode(flags);
        result |= has(flags, OpenFlags.CREATE) ? LinuxAbi.O_CREAT : 0;
        result |= has(flags, OpenFlags.CREATE_NEW) ? LinuxAbi.O_CREAT | LinuxAbi.O_EXCL : 0;
        result |= has(flags, OpenFlags.TRUNCATE) ? LinuxAbi.O_TRUNC : 0;
        result |= has(flags, OpenFlags.DSYNC) ? LinuxAbi.O_DSYNC : 0;
        result |= has(flags, OpenFlags.SYNC) ? LinuxAbi.O_SYNC : 0;
        return result;
    }

    private static int accessMode(int flags) {
        if (!has(flags, OpenFlags.WRITE)) {
            return LinuxAbi.O_RDONLY;
        }
        return has(flags, OpenFlags.READ) ? LinuxAbi.O_RDWR : LinuxAbi.O_WRONLY;
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }

    private static boolean hasNul(byte[] path) {
        for (byte b : path) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private static Charset pathCharset() {
        try {
            return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
