package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.completion.CompletionLog;
import io.tickwire.completion.Completions;
import io.tickwire.completion.TokenTable;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * RECVMSG from a group. A multishot one puts struct io_uring_recvmsg_out and the sender's address
 * before each datagram, into the room that a group's buffers have for it; a single one uses the
 * token's own memory for the address, and its datagram is moved to where data begins.
 */
final class GroupMessages {
    // struct io_uring_recvmsg_out, include/uapi/linux/io_uring.h: then the name, then the payload.
    private static final int OUT_NAME_BYTES = 0;
    private static final int OUT_FLAGS = 12;
    private static final int OUT_BYTES = 16;

    /** What is left for the name. */
    private static final int NAME_BYTES = GroupBuffers.DATA_INDEX - OUT_BYTES;

    private final InFlight inFlight;
    private final Completions completions;
    private final PeerDecoder peers;

    GroupMessages(InFlight inFlight, Completions completions, PeerDecoder peers) {
        this.inFlight = inFlight;
        this.completions = completions;
        this.peers = peers;
    }

    /** Whether a token that has a group receives datagrams. */
    boolean isMine(int token) {
        return group(token).isFor(IoOpType.RECVMSG);
    }

    void submit(TransportOperation operation, GroupBuffers group, int token) {
        boolean isHeaded = isHeaded(token);
        ByteBuf memory = inFlight.takeBlock(token);
        MessageHeader.fillSelecting(
                memory,
                isHeaded ? 0 : group.group().bufferBytes(),
                memory.memoryAddress() + DatagramOperations.ADDRESS,
                NAME_BYTES);
        inFlight.submitSelecting(
                token,
                LinuxAbi.OP_RECVMSG,
                isHeaded ? LinuxAbi.IOPRIO_RECV_MULTISHOT : 0,
                ((IoUringHandle) operation.handle()).fd(),
                memory.memoryAddress(),
                1,
                group.group().id());
    }

    /** Hands a datagram to core, with its sender; one that was cut as an error. */
    void hand(int token, int result, int buffer, boolean isLast) {
        ByteBuf memory = inFlight.memory(token);
        ByteBuf data = buffer == CompletionLog.NO_BUFFER ? memory : group(token).buffer(buffer);
        boolean isHeaded = isHeaded(token);
        int flags = isHeaded ? data.getIntLE(OUT_FLAGS) : MessageHeader.flags(memory);
        if ((flags & LinuxAbi.MSG_TRUNC) != 0) {
            pass(token, IoStatus.EMSGSIZE.result(), buffer, null, isLast);
        } else if (isHeaded) {
            SocketAddress peer = peers.decode(data, OUT_BYTES, data.getIntLE(OUT_NAME_BYTES));
            pass(token, result - GroupBuffers.DATA_INDEX, buffer, peer, isLast);
        } else {
            int nameBytes = MessageHeader.addressBytes(memory);
            SocketAddress peer = peers.decode(memory, DatagramOperations.ADDRESS, nameBytes);
            if (result > 0) {
                ByteBuffer view = data.internalNioBuffer(0, data.capacity());
                view.put(GroupBuffers.DATA_INDEX, view, 0, result);
            }
            pass(token, result, buffer, peer, isLast);
        }
    }

    private void pass(
            int token, int result, int buffer, @Nullable SocketAddress peer, boolean isLast) {
        if (isLast) {
            completions.received(token, result, buffer, peer);
        } else {
            completions.receivedShot(token, result, buffer, peer);
        }
    }

    private boolean isHeaded(int token) {
        return inFlight.tokens().hasMark(token, TokenTable.KERNEL_MULTISHOT);
    }

    private GroupBuffers group(int token) {
        if (inFlight.attachment(token) instanceof GroupBuffers group) {
            return group;
        }
        throw new IllegalStateException("token " + token + " has no group");
    }
}
