package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.completion.Completions;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportOperation;
import io.tickwire.unix.UnixSockets;

/** RECV, SEND and SHUTDOWN. */
final class StreamOperations {
    /** The kernel carries a partial send on (Linux 5.19), and answers EPIPE without a signal. */
    private static final int SEND_FLAGS = LinuxAbi.MSG_NOSIGNAL | LinuxAbi.MSG_WAITALL;

    private final InFlight inFlight;
    private final Completions completions;
    private final UnixSockets sockets;
    private final GroupReceiver groups;
    private final ZeroCopySends zeroCopy;
    private final int receivePriority;
    private final boolean hasShutdown;
    private final boolean hasZeroCopy;

    StreamOperations(
            InFlight inFlight,
            Completions completions,
            UnixSockets sockets,
            GroupReceiver groups,
            ZeroCopySends zeroCopy,
            KernelFeatures features) {
        this.inFlight = inFlight;
        this.completions = completions;
        this.sockets = sockets;
        this.groups = groups;
        this.zeroCopy = zeroCopy;
        receivePriority = features.pollFirst() ? LinuxAbi.IOPRIO_POLL_FIRST : 0;
        hasShutdown = features.has(IoOpType.SHUTDOWN);
        hasZeroCopy = features.zeroCopy();
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.RECV, this::receive, this::finishReceive);
        table.enter(IoOpType.SEND, this::send, this::finishSend);
        table.enter(IoOpType.SHUTDOWN, this::shutdown);
    }

    private void receive(TransportOperation operation, int token) {
        GroupBuffers group = operation.group();
        if (group != null) {
            groups.receive(operation, group, token, receivePriority);
            return;
        }
        inFlight.submit(
                token,
                LinuxAbi.OP_RECV,
                receivePriority,
                fd(operation),
                0L,
                address(operation, 0),
                operation.segmentLength(0),
                0);
    }

    private void finishReceive(int token, int result) {
        if (groups.isMine(token)) {
            groups.finish(token, result);
        } else {
            completions.complete(token, result);
        }
    }

    private void send(TransportOperation operation, int token) {
        if (operation.segmentCount() > 1) {
            sendMessage(operation, token);
        } else if (operation.isZeroCopy() && hasZeroCopy && !isUnix(operation)) {
            zeroCopy.begin(token, operation);
            sendRegion(operation, token, LinuxAbi.OP_SEND_ZC);
        } else {
            sendRegion(operation, token, LinuxAbi.OP_SEND);
        }
    }

    private void sendRegion(TransportOperation operation, int token, byte opcode) {
        inFlight.submit(
                token,
                opcode,
                0,
                fd(operation),
                0L,
                address(operation, 0),
                operation.segmentLength(0),
                SEND_FLAGS);
    }

    private void finishSend(int token, int result) {
        if (!zeroCopy.isMine(token)) {
            completions.complete(token, result);
            return;
        }
        TransportOperation again = zeroCopy.finish(token, result);
        if (again != null && !again.isMemoryIntact()) {
            completions.complete(token, IoStatus.EFAULT.result());
        } else if (again != null) {
            sendRegion(again, token, LinuxAbi.OP_SEND);
        }
    }

    private void sendMessage(TransportOperation operation, int token) {
        ByteBuf memory = inFlight.takeBlock(token);
        MessageHeader.fill(memory, operation, 0, 0);
        long base = memory.memoryAddress();
        inFlight.submit(token, LinuxAbi.OP_SENDMSG, 0, fd(operation), 0L, base, 1, SEND_FLAGS);
    }

    private void shutdown(TransportOperation operation, int token) {
        if (hasShutdown) {
            int fd = fd(operation);
            inFlight.submit(token, LinuxAbi.OP_SHUTDOWN, 0, fd, 0L, 0L, operation.how(), 0);
        } else {
            IoUringHandle handle = (IoUringHandle) operation.handle();
            inFlight.completeLocally(token, shutdownNow(handle, operation.how()));
        }
    }

    private int shutdownNow(IoUringHandle handle, int how) {
        return handle.fd() < 0 ? IoStatus.EBADF.result() : sockets.shutdown(handle.socket(), how);
    }

    private static boolean isUnix(TransportOperation operation) {
        return ((IoUringHandle) operation.handle()).isUnix();
    }

    private static int fd(TransportOperation operation) {
        return ((IoUringHandle) operation.handle()).fd();
    }

    private static long address(TransportOperation operation, int segment) {
        return operation.segmentBuffer(segment).memoryAddress() + operation.segmentIndex(segment);
    }
}
