package io.tickwire.simulation;

import io.netty.buffer.Unpooled;
import io.tickwire.IoOpType;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportOperation.Link;
import io.tickwire.tck.FakeOperation;

/** Operations as core would hand them over, whose memory nobody looks at. */
final class FakeOperations {
    /** What a transfer is long. */
    static final int BYTES = 100;

    private FakeOperations() {}

    static FakeOperation of(int slot, IoOpType type) {
        return new FakeOperation(slot, type).with(Unpooled.EMPTY_BUFFER, 0, BYTES);
    }

    static FakeOperation multishot(int slot, IoOpType type) {
        return of(slot, type).multishot();
    }

    static FakeOperation linked(int slot, IoOpType type, Link link, int chainLength) {
        return of(slot, type).linked(link, chainLength);
    }

    static FakeOperation fromGroup(int slot, GroupBuffers group) {
        return multishot(slot, IoOpType.RECV).from(group);
    }
}
