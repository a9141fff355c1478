package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportOperation;

/** Lays out struct msghdr, 64 bits, with the regions behind it (recvmsg(2)). */
final class MessageHeader {
    static final int BYTES = 56;

    private static final int NAME = 0;
    private static final int NAME_BYTES = 8;
    private static final int IOV = 16;
    private static final int IOV_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_BYTES = 40;
    private static final int FLAGS = 48;

    private MessageHeader() {}

    /** Describes an operation's regions, and where an address is or goes (0 for none). */
    static void fill(ByteBuf memory, TransportOperation operation, long name, int nameBytes) {
        memory.setLongLE(NAME, name);
        memory.setLongLE(NAME_BYTES, nameBytes);
        memory.setLongLE(IOV, memory.memoryAddress() + BYTES);
        memory.setLongLE(IOV_COUNT, operation.segmentCount());
        memory.setLongLE(CONTROL, 0);
        memory.setLongLE(CONTROL_BYTES, 0);
        memory.setLongLE(FLAGS, 0);
        Iovecs.fill(memory, BYTES, operation);
    }

    /** Describes a receive whose one region the kernel chooses; 0 bytes for all of what it has. */
    static void fillSelecting(ByteBuf memory, int bytes, long name, int nameBytes) {
        memory.setLongLE(NAME, name);
        memory.setLongLE(NAME_BYTES, nameBytes);
        memory.setLongLE(IOV, memory.memoryAddress() + BYTES);
        memory.setLongLE(IOV_COUNT, bytes == 0 ? 0 : 1);
        memory.setLongLE(CONTROL, 0);
        memory.setLongLE(CONTROL_BYTES, 0);
        memory.setLongLE(FLAGS, 0);
        memory.setLongLE(BYTES, 0);
        memory.setLongLE(BYTES + Long.BYTES, bytes);
    }

    static int addressBytes(ByteBuf memory) {
        return memory.getIntLE(NAME_BYTES);
    }

    static int flags(ByteBuf memory) {
        return memory.getIntLE(FLAGS);
    }
}
