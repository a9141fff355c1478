package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.HandMade;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.spi.TransportHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bytes of a stream, against a network that a test plays. */
class StreamLedgerTest {
    /** Without leak detection: the network is a fake that takes nothing over. */
    private static final UnpooledByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true);

    private final TransportHandle handle = new TransportHandle() {};
    private final PlayedLoop loop = new PlayedLoop();
    private final IoStream stream = HandMade.stream(0, handle);

    private static ByteBuf bytes(int... values) {
        ByteBuf buffer = MEMORY.directBuffer(16);
        for (int value : values) {
            buffer.writeByte(value);
        }
        return buffer;
    }

    @Test
    @DisplayName("bytes that the network took in another shape than they were sent are seen")
    void sentBytesDiffer() {
        StreamTap tap = loop.checkers.tap();
        ByteBuf first = bytes(1, 2, 3, 4, 5, 6, 7, 8, 9);
        ByteBuf second = bytes(11, 12, 13);
        FakeIntent one = loop.send(stream, sendOf(first));
        FakeIntent two = loop.send(stream, sendOf(second));
        tap.sent(handle, first, 0, 4);
        tap.sent(handle, bytes(5, 6, 7, 8, 9, 11, 13, 12), 0, 8);
        loop.nextTick();
        loop.deliverSend(one.sent(9), 9);
        loop.assertKept();
        loop.deliverSend(two.sent(3), 3);
        loop.assertBroken(Rule.BYTES);
    }

    @Test
    @DisplayName("a send that changes before the network takes it is seen")
    void sendChanges() {
        StreamTap tap = loop.checkers.tap();
        ByteBuf buffer = bytes(1, 2, 3);
        FakeIntent send = loop.send(stream, sendOf(buffer));
        buffer.setByte(1, 0);
        tap.sent(handle, buffer, 0, 3);
        loop.nextTick();
        loop.deliverSend(send.sent(3), 3);
        loop.assertBroken(Rule.BYTES);
    }

    @Test
    @DisplayName("the part of a send that left before it failed counts, and what is beyond is seen")
    void partOfAFailedSend() {
        StreamTap tap = loop.checkers.tap();
        ByteBuf buffer = bytes(1, 2, 3);
        FakeIntent failed = loop.send(stream, sendOf(buffer));
        tap.sent(handle, buffer, 0, 2);
        loop.nextTick();
        loop.deliverSend(failed.sent(2), IoStatus.ECONNRESET.result());
        loop.assertKept();
        FakeIntent next = loop.send(stream, sendOf(buffer));
        tap.sent(handle, bytes(1, 2, 3, 4), 0, 4);
        loop.nextTick();
        loop.deliverSend(next.sent(3), 3);
        loop.assertBroken(Rule.BYTES);
    }

    @Test
    @DisplayName("received bytes that are not those of the network are seen")
    void receivedBytesDiffer() {
        StreamTap tap = loop.checkers.tap();
        ByteBuf buffer = bytes(1, 2, 3);
        FakeIntent receive = new FakeIntent(IoOpType.RECV).with(buffer, 0, 3).on(stream);
        receive.isExplicit = true;
        loop.seal(receive.handle(handle));
        tap.received(handle, bytes(1, 2, 4), 0, 3);
        loop.nextTick();
        loop.deliver(receive, 3);
        loop.assertBroken(Rule.BYTES);
    }

    private FakeIntent sendOf(ByteBuf buffer) {
        return new FakeIntent(IoOpType.SEND).with(buffer, 0, buffer.readableBytes()).handle(handle);
    }
}
