package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.completion.Completions;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportOperation;
import java.net.UnixDomainSocketAddress;

/** SENDMSG and RECVMSG. */
final class DatagramOperations {
    /** Behind header and regions. */
    static final int ADDRESS = MessageHeader.BYTES + 16 * Iovecs.BYTES;

    private static final int ADDRESS_BYTES = 112;

    private final InFlight inFlight;
    private final Completions completions;
    private final GroupReceiver groups;
    private final PeerDecoder peers;

    DatagramOperations(
            InFlight inFlight, Completions completions, GroupReceiver groups, PeerDecoder peers) {
        this.inFlight = inFlight;
        this.completions = completions;
        this.groups = groups;
        this.peers = peers;
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.SENDMSG, this::send);
        table.enter(IoOpType.RECVMSG, this::receive, this::finishReceive);
    }

    private void send(TransportOperation operation, int token) {
        boolean isToUnix = operation.address() instanceof UnixDomainSocketAddress;
        if (isToUnix != ((IoUringHandle) operation.handle()).isUnix()) {
            // The kernel says EINVAL, as it does of much else.
            inFlight.completeLocally(token, IoStatus.EAFNOSUPPORT.result());
            return;
        }
        ByteBuf memory = inFlight.takeBlock(token);
        int length =
                SockaddrCodec.encode(operation.address(), memory.slice(ADDRESS, ADDRESS_BYTES));
        if (length < 0) {
            inFlight.completeLocally(token, length);
            return;
        }
        MessageHeader.fill(memory, operation, memory.memoryAddress() + ADDRESS, length);
        submit(operation, token, LinuxAbi.OP_SENDMSG, memory, LinuxAbi.MSG_NOSIGNAL);
    }

    private void receive(TransportOperation operation, int token) {
        GroupBuffers group = operation.group();
        if (group != null) {
            groups.receiveMessage(operation, group, token);
            return;
        }
        ByteBuf memory = inFlight.takeBlock(token);
        long address = memory.memoryAddress() + ADDRESS;
        MessageHeader.fill(memory, operation, address, ADDRESS_BYTES);
        submit(operation, token, LinuxAbi.OP_RECVMSG, memory, 0);
    }

    private void submit(
            TransportOperation operation, int token, byte opcode, ByteBuf memory, int flags) {
        int fd = ((IoUringHandle) operation.handle()).fd();
        inFlight.submit(token, opcode, 0, fd, 0L, memory.memoryAddress(), 1, flags);
    }

    private void finishReceive(int token, int result) {
        if (groups.isMine(token)) {
            groups.finish(token, result);
            return;
        }
        if (result < 0) {
            completions.complete(token, result);
            return;
        }
        ByteBuf memory = inFlight.memory(token);
        if ((MessageHeader.flags(memory) & LinuxAbi.MSG_TRUNC) != 0) {
            completions.complete(token, IoStatus.EMSGSIZE.result());
            return;
        }
        int length = MessageHeader.addressBytes(memory);
        completions.completeMessage(token, result, peers.decode(memory, ADDRESS, length));
    }
}
