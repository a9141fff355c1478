package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportOperation;

/** Writes struct iovec, 64 bits: address and length of each region. */
final class Iovecs {
    static final int BYTES = 16;
    private static final int LENGTH = 8;

    private Iovecs() {}

    /** Describes an operation's regions from an index of a block on. */
    static void fill(ByteBuf memory, int start, TransportOperation operation) {
        for (int segment = 0; segment < operation.segmentCount(); segment++) {
            int iovec = start + segment * BYTES;
            long address =
                    operation.segmentBuffer(segment).memoryAddress()
                            + operation.segmentIndex(segment);
            memory.setLongLE(iovec, address);
            memory.setLongLE(iovec + LENGTH, operation.segmentLength(segment));
        }
    }
}
