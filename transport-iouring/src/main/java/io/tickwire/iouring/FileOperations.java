package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.spi.OpenFlags;
import io.tickwire.spi.TransportOperation;

/** What is about open files, by the ring. */
final class FileOperations {
    private final InFlight inFlight;
    private final boolean hasTruncate;

    FileOperations(InFlight inFlight, KernelFeatures has) {
        this.inFlight = inFlight;
        hasTruncate = has.has(IoOpType.TRUNCATE);
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.READ, this::read);
        table.enter(IoOpType.WRITE, this::write);
        table.enter(IoOpType.READV, this::readv);
        table.enter(IoOpType.WRITEV, this::writev);
        table.enter(IoOpType.FSYNC, this::fsync);
        table.enter(IoOpType.FDATASYNC, this::fdatasync);
        table.enter(IoOpType.ALLOCATE, this::allocate);
        table.enter(IoOpType.TRUNCATE, this::truncate);
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
                fd(operation),
                operation.offset(),
                operation.segmentBuffer(0).memoryAddress() + operation.segmentIndex(0),
                operation.segmentLength(0),
                0);
    }

    private void readv(TransportOperation operation, int token) {
        transferVector(operation, token, LinuxAbi.OP_READV);
    }

    private void writev(TransportOperation operation, int token) {
        transferVector(operation, token, LinuxAbi.OP_WRITEV);
    }

    private void transferVector(TransportOperation operation, int token, byte opcode) {
        ByteBuf memory = inFlight.takeBlock(token);
        Iovecs.fill(memory, 0, operation);
        inFlight.submit(
                token,
                opcode,
                0,
                fd(operation),
                operation.offset(),
                memory.memoryAddress(),
                operation.segmentCount(),
                0);
    }

    private void fdatasync(TransportOperation operation, int token) {
        int flags = LinuxAbi.FSYNC_DATASYNC;
        inFlight.submit(token, LinuxAbi.OP_FSYNC, 0, fd(operation), 0L, 0L, 0, flags);
    }

    /** The entry has the length in its address field and the mode in its length field. */
    private void allocate(TransportOperation operation, int token) {
        inFlight.submit(
                token,
                LinuxAbi.OP_FALLOCATE,
                0,
                fd(operation),
                operation.offset(),
                operation.argument(),
                0,
                0);
    }

    private void truncate(TransportOperation operation, int token) {
        if (hasTruncate) {
            long length = operation.argument();
            inFlight.submit(token, LinuxAbi.OP_FTRUNCATE, 0, fd(operation), length, 0L, 0, 0);
        } else {
            int result = DescriptorFile.truncate(fd(operation), operation.argument());
            inFlight.completeLocally(token, result);
        }
    }

    private static int fd(TransportOperation operation) {
        return ((IoUringHandle) operation.handle()).fd();
    }

    private void fsync(TransportOperation operation, int token) {
        inFlight.submit(token, LinuxAbi.OP_FSYNC, 0, fd(operation), 0L, 0L, 0, 0);
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
}
