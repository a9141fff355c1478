package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.HandMade;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.TickLoop;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the checkers make of SENDs of outputs, against events that a loop would not make. */
class OutputCheckTest {
    private final PlayedLoop loop = new PlayedLoop();
    private final IoStream stream = HandMade.stream(1, null);

    private FakeIntent send(int bytes) {
        return loop.send(stream, new FakeIntent(IoOpType.SEND).length(bytes).output());
    }

    @Test
    @DisplayName("a SEND of an output that leaves whole, or fails, keeps the rules")
    void kept() {
        FakeIntent whole = send(10);
        FakeIntent failed = send(10);
        FakeIntent failedForTheSystem = send(10);
        loop.nextTick();
        loop.deliverSend(whole, 10);
        loop.deliverSend(failed, IoStatus.ECONNRESET.result());
        loop.deliverSend(failedForTheSystem, IoStatus.ENOBUFS.result());
        loop.assertKept();
    }

    @Test
    @DisplayName("a SEND of an output that succeeds with a part of its bytes is seen")
    void partOfAnOutput() {
        FakeIntent send = send(10);
        loop.nextTick();
        loop.deliverSend(send, 9);
        loop.assertBroken(Rule.OUTPUT);
    }

    @Test
    @DisplayName("a cancel may leave a part of an output's bytes")
    void cancelledPart() {
        FakeIntent send = send(10);
        loop.seal(new FakeIntent(IoOpType.CANCEL));
        loop.nextTick();
        loop.deliverSend(send, 9);
        loop.assertKept();
    }

    @Test
    @DisplayName("ENOBUFS for what had found room is seen")
    void refusedByABound() {
        FakeIntent send = new FakeIntent(IoOpType.SEND).length(10).output();
        loop.seal(send.on(stream));
        loop.nextTick();
        loop.deliver(send, HandMade.refusal(send, IoStatus.ENOBUFS));
        loop.assertBroken(Rule.OUTPUT);
    }

    @Test
    @DisplayName("ENOBUFS behind a request that was refused keeps the rules")
    void refusedBehindARequest() {
        BatchConfig config = BatchConfig.builder().streamPending(100, 1).build();
        try (TickLoop real =
                new PlantedLoop(1)
                        .build(
                                TickLoop.builder()
                                        .config(config)
                                        .phase("phase", p -> p.lane("lane")))) {
            loop.checkers.attach(real);
        }
        FakeIntent first = loop.send(stream, 100);
        FakeIntent refused = loop.seal(new FakeIntent(IoOpType.SEND).length(1).on(stream));
        FakeIntent behind = loop.seal(new FakeIntent(IoOpType.SEND).length(1).output().on(stream));
        loop.nextTick();
        loop.deliverSend(first, 100);
        loop.deliver(refused, HandMade.refusal(refused, IoStatus.ENOBUFS));
        loop.deliver(behind, HandMade.refusal(behind, IoStatus.ENOBUFS));
        loop.assertKept();
    }

    @Test
    @DisplayName("an output's SEND between a leader and its follower is no part of the chain")
    void betweenLinks() {
        FakeIntent leader = loop.seal(new FakeIntent(IoOpType.TIMEOUT).soft());
        FakeIntent send = send(1);
        FakeIntent follower = loop.seal(new FakeIntent(IoOpType.TIMEOUT).follower());
        loop.nextTick();
        loop.deliver(leader, IoStatus.EIO);
        loop.deliverSend(send, 1);
        loop.deliver(follower, IoStatus.ECANCELED);
        loop.assertKept();
        loop.seal(new FakeIntent(IoOpType.SEND).length(1).output().on(stream).follower());
        loop.assertBroken(Rule.CHAIN);
    }

    @Test
    @DisplayName("an output's SEND that is linked is seen")
    void linked() {
        loop.send(stream, new FakeIntent(IoOpType.SEND).length(1).output().soft());
        loop.assertBroken(Rule.OUTPUT);
    }

    @Test
    @DisplayName("the memory of an output stays the loop's; a reference given back is seen")
    void memoryStays() {
        ByteBuf memory = Unpooled.buffer(8).writeZero(8);
        FakeIntent kept = new FakeIntent(IoOpType.SEND).with(memory, 0, 8).output();
        FakeIntent released = new FakeIntent(IoOpType.SEND).with(memory, 0, 8).output();
        loop.send(stream, kept);
        loop.send(stream, released);
        loop.nextTick();
        loop.deliverSend(kept, 8);
        loop.deliverSend(released, 8);
        loop.end(kept);
        loop.assertKept();
        loop.checkers.ended(released);
        memory.release();
        loop.checkers.freed(released.ticket);
        loop.assertBroken(Rule.BUFFER);
    }
}
