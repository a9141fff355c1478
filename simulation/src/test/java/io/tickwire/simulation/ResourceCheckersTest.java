package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.HandMade;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.TickLoop;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportHandle;
import io.tickwire.watch.LoopObserver.DeliveryPoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of streams, buffers, lanes and ids, against events that a loop would not make. */
class ResourceCheckersTest {
    /** Without leak detection: the network is a fake that takes nothing over. */
    private static final UnpooledByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true);

    private static final BufferGroup GROUP = new BufferGroup(7, 64, 4, 2);

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

    private void attach() {
        BatchConfig config = BatchConfig.builder().bufferGroup(GROUP).build();
        try (TickLoop real =
                new PlantedLoop(1)
                        .build(
                                TickLoop.builder()
                                        .config(config)
                                        .phase("phase", p -> p.lane("lane")))) {
            loop.checkers.attach(real);
        }
    }

    @Test
    @DisplayName("D6: a send that overtakes another one of its stream is seen")
    void sendOvertakes() {
        loop.send(stream, 10);
        FakeIntent second = loop.send(stream, 10);
        loop.nextTick();
        loop.deliverSend(second, 10);
        loop.assertBroken(Rule.STREAM);
    }

    @Test
    @DisplayName("D6: a cancelled send may end before earlier ones")
    void cancelledSendMayOvertake() {
        FakeIntent first = loop.send(stream, 10);
        FakeIntent second = loop.send(stream, 10);
        loop.nextTick();
        loop.deliverSend(second, IoStatus.ECANCELED.result());
        loop.nextTick();
        loop.deliverSend(first, 10);
        loop.assertKept();
    }

    @Test
    @DisplayName("D6: a failed send ends those behind it with its error, links or not")
    void errorEndsSendsBehind() {
        FakeIntent first = loop.send(stream, new FakeIntent(IoOpType.SEND).length(10).soft());
        FakeIntent second = loop.send(stream, new FakeIntent(IoOpType.SEND).length(10).follower());
        loop.nextTick();
        loop.deliverSend(first, IoStatus.ECONNRESET.result());
        loop.deliverSend(second, IoStatus.ECONNRESET.result());
        loop.assertKept();
    }

    @Test
    @DisplayName("D6: a receive that overtakes another one of its stream is seen")
    void receiveOvertakes() {
        loop.seal(new FakeIntent(IoOpType.RECV).on(stream));
        FakeIntent second = loop.seal(new FakeIntent(IoOpType.RECV).on(stream));
        loop.nextTick();
        loop.deliver(second, 10);
        loop.assertBroken(Rule.STREAM);
    }

    @Test
    @DisplayName("D6: a CLOSE before another completion of its resource is seen")
    void closeBeforeOthers() {
        loop.seal(new FakeIntent(IoOpType.RECV).on(stream));
        FakeIntent close = loop.seal(new FakeIntent(IoOpType.CLOSE).on(stream));
        loop.nextTick();
        HandMade.close(stream);
        loop.deliver(close, 0);
        loop.assertBroken(Rule.CLOSE);
    }

    @Test
    @DisplayName("D6: anything but EBADF behind a CLOSE is seen")
    void resultBehindClose() {
        FakeIntent close = loop.seal(new FakeIntent(IoOpType.CLOSE).on(stream));
        HandMade.close(stream);
        FakeIntent late = loop.seal(new FakeIntent(IoOpType.RECV).on(stream));
        FakeIntent later = loop.seal(new FakeIntent(IoOpType.RECV).on(stream));
        loop.nextTick();
        loop.deliver(close, 0);
        loop.deliver(late, HandMade.refusal(late, IoStatus.EBADF));
        loop.assertKept();
        loop.deliver(later, 5);
        loop.assertBroken(Rule.CLOSE);
    }

    @Test
    @DisplayName("pending bytes that are not those of the open sends are seen")
    void pendingBytesDiffer() {
        FakeIntent send = loop.send(stream, 10);
        loop.nextTick();
        loop.assertKept();
        HandMade.unpend(stream, 9);
        loop.deliver(send, 10);
        loop.assertBroken(Rule.PENDING);
    }

    @Test
    @DisplayName("ENOBUFS below the bounds is seen")
    void refusedBelowBounds() {
        attach();
        FakeIntent send = loop.seal(new FakeIntent(IoOpType.SEND).on(stream).length(10));
        loop.nextTick();
        loop.deliver(send, HandMade.refusal(send, IoStatus.ENOBUFS));
        loop.assertBroken(Rule.PENDING);
    }

    @Test
    @DisplayName("a send beyond the bounds that is taken is seen")
    void takenBeyondBounds() {
        attach();
        loop.send(stream, 10);
        FakeIntent send = new FakeIntent(IoOpType.SEND).on(stream).length(1 << 20);
        loop.seal(send);
        HandMade.pendAnyway(stream, send.length);
        loop.nextTick();
        loop.assertBroken(Rule.PENDING);
    }

    @Test
    @DisplayName("a lane whose room does not follow from its open intents is seen")
    void laneHasAnotherRoom() {
        TickLoop real =
                new PlantedLoop(1)
                        .build(
                                TickLoop.builder()
                                        .config(
                                                BatchConfig.builder()
                                                        .laneCapacity(4)
                                                        .laneInFlight(4)
                                                        .build())
                                        .phase("phase", p -> p.lane("lane")));
        try (real) {
            loop.checkers.attach(real);
            loop.seal(IoOpType.NOP);
            loop.point(DeliveryPoint.PHASE);
            loop.assertBroken(Rule.LANE);
        }
    }

    @Test
    @DisplayName("a receive that gets more than its share at one delivery point is seen")
    void moreThanItsShare() {
        attach();
        GroupBuffers group = new GroupBuffers(GROUP);
        FakeIntent receive = loop.seal(new FakeIntent(IoOpType.RECV).on(stream).fromGroup(7));
        loop.nextTick();
        for (int shot = 0; shot < 3; shot++) {
            loop.assertKept();
            loop.deliver(
                    receive,
                    HandMade.filling(HandMade.completion(receive, shot, 5, false), group, shot));
        }
        loop.assertBroken(Rule.GROUP);
        group.close(true);
    }

    @Test
    @DisplayName("a buffer of a group that is delivered twice, or is held, is seen")
    void bufferTwice() {
        attach();
        GroupBuffers group = new GroupBuffers(GROUP);
        FakeIntent receive = loop.seal(new FakeIntent(IoOpType.RECV).on(stream).fromGroup(7));
        loop.nextTick();
        for (int shot = 0; shot < 2; shot++) {
            loop.assertKept();
            loop.deliver(
                    receive,
                    HandMade.filling(HandMade.completion(receive, shot, 5, false), group, 1));
        }
        loop.assertBroken(Rule.GROUP);
        group.close(true);
    }

    @Test
    @DisplayName("a buffer that is not given back at its intent's end is seen")
    void bufferKept() {
        ByteBuf buffer = bytes(1, 2, 3);
        FakeIntent write = loop.seal(new FakeIntent(IoOpType.WRITE).with(buffer, 0, 3));
        loop.nextTick();
        loop.deliver(write, 3);
        loop.end(write);
        loop.assertBroken(Rule.BUFFER);
        buffer.release();
    }

    @Test
    @DisplayName("a buffer that is given back twice is seen")
    void bufferGivenBackTwice() {
        ByteBuf buffer = bytes(1, 2, 3).retain(2);
        FakeIntent write = loop.seal(new FakeIntent(IoOpType.WRITE).with(buffer, 0, 3));
        loop.nextTick();
        loop.deliver(write, 3);
        loop.checkers.ended(write);
        buffer.release(2);
        loop.checkers.freed(write.ticket);
        loop.assertBroken(Rule.BUFFER);
        buffer.release();
    }

    @Test
    @DisplayName(
            "a read whose writer index did not move is seen; one with its own index moves none")
    void writerIndexStays() {
        ByteBuf buffer = bytes();
        FakeIntent explicit = new FakeIntent(IoOpType.READ).with(buffer, 0, 3);
        explicit.isExplicit = true;
        loop.seal(explicit);
        FakeIntent read = loop.seal(new FakeIntent(IoOpType.READ).with(buffer, 0, 3));
        loop.nextTick();
        loop.deliver(explicit, 3);
        loop.assertKept();
        loop.deliver(read, 3);
        loop.assertBroken(Rule.BUFFER);
        buffer.release();
    }

    @Test
    @DisplayName("D5: an id that is given to two open resources is seen")
    void idGivenTwice() {
        connect(0);
        loop.assertKept();
        connect(0);
        loop.assertBroken(Rule.RESOURCE);
    }

    @Test
    @DisplayName("D5: ids out of turn are seen, places that others took unseen are not")
    void idsOutOfTurn() {
        connect(1);
        connect(4);
        loop.assertKept();
        connect(3);
        loop.assertBroken(Rule.RESOURCE);
    }

    private void connect(long id) {
        FakeIntent connect = loop.seal(IoOpType.CONNECT);
        loop.nextTick();
        loop.deliver(
                connect,
                HandMade.opening(
                        HandMade.completion(connect, 0, 0, true), HandMade.stream(id, handle)));
    }
}
