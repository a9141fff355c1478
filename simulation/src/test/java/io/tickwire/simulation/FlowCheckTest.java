package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.HandMade;
import io.tickwire.IoOpType;
import io.tickwire.IoStream;
import io.tickwire.spi.TransportHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When sends leave, against a network that a test plays. */
class FlowCheckTest {
    /** Without leak detection: the network is a fake that takes nothing over. */
    private static final UnpooledByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true);

    private final TransportHandle handle = new TransportHandle() {};
    private final PlayedLoop loop = new PlayedLoop();
    private final IoStream stream = HandMade.stream(0, handle);
    private final ByteBuf bytes = MEMORY.directBuffer(4).writeInt(7);
    private final StreamTap tap = loop.checkers.tap();

    @BeforeEach
    void expectFlow() {
        loop.checkers.expectFlow();
    }

    private FakeIntent send() {
        return loop.send(stream, new FakeIntent(IoOpType.SEND).with(bytes, 0, 4).handle(handle));
    }

    @Test
    @DisplayName("a send that ends a tick late although the network had room is seen")
    void late() {
        FakeIntent send = send();
        loop.nextTick();
        tap.sent(handle, bytes, 0, 4);
        loop.nextTick();
        loop.deliverSend(send.sent(4), 4);
        loop.assertBroken(Rule.FLOW);
    }

    @Test
    @DisplayName("a send that waits for room is not")
    void full() {
        FakeIntent send = send();
        tap.full(handle);
        loop.nextTick();
        loop.nextTick();
        tap.sent(handle, bytes, 0, 4);
        loop.nextTick();
        loop.deliverSend(send.sent(4), 4);
        loop.assertKept();
    }

    @Test
    @DisplayName("once there was room again, later sends are looked at as before")
    void fullBefore() {
        FakeIntent first = send();
        tap.full(handle);
        loop.nextTick();
        tap.sent(handle, bytes, 0, 4);
        loop.nextTick();
        loop.deliverSend(first.sent(4), 4);
        FakeIntent second = send();
        loop.nextTick();
        tap.sent(handle, bytes, 0, 4);
        loop.nextTick();
        loop.deliverSend(second.sent(4), 4);
        loop.assertBroken(Rule.FLOW);
    }
}
