package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.HandMade;
import io.tickwire.IoCompletion;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.watch.LoopObserver.DeliveryPoint;

/** Plays a loop to the checkers, event by event, as a test says. */
final class PlayedLoop {
    static final int PROMPT_TICKS_MAX = 3;

    final Checkers checkers = new Checkers(PROMPT_TICKS_MAX);
    private long tick = -1;
    private long nextSequence;
    private int nextSlot;

    PlayedLoop() {
        beginTick();
    }

    void beginTick() {
        tick++;
        checkers.tickBegan(tick, tick);
        checkers.deliveryBegan(DeliveryPoint.INTAKE);
    }

    void nextTick() {
        checkers.deliveryBegan(DeliveryPoint.PHASE);
        checkers.tickEnded(tick);
        beginTick();
    }

    void point(DeliveryPoint point) {
        checkers.deliveryBegan(point);
    }

    FakeIntent seal(IoOpType operation) {
        return seal(new FakeIntent(operation));
    }

    FakeIntent seal(FakeIntent intent) {
        intent.sequence = nextSequence++;
        intent.ticket = nextSlot++;
        checkers.sealed(intent);
        return intent;
    }

    /** Seals a send that its stream takes. */
    FakeIntent send(IoStream stream, int bytes) {
        return send(stream, new FakeIntent(IoOpType.SEND).length(bytes));
    }

    FakeIntent send(IoStream stream, FakeIntent send) {
        seal(send.on(stream));
        HandMade.pend(stream, send.length);
        return send;
    }

    void deliverSend(FakeIntent send, int result) {
        HandMade.unpend((IoStream) send.resource, send.length);
        deliver(send, result);
    }

    void skipSequence() {
        nextSequence++;
    }

    void deliver(FakeIntent intent, int result) {
        deliver(intent, HandMade.completion(intent, 0, result, true));
    }

    void deliver(FakeIntent intent, IoStatus status) {
        deliver(intent, status.result());
    }

    void deliver(FakeIntent intent, IoCompletion completion) {
        checkers.delivered(intent, completion);
    }

    void end(FakeIntent intent) {
        checkers.ended(intent);
        checkers.freed(intent.ticket);
    }

    void assertKept() {
        checkers.verify();
        assertThat(checkers.violation()).isEmpty();
    }

    void assertBroken(Rule rule) {
        assertThat(checkers.violation()).as("broken rule").isPresent();
        assertThat(checkers.violation().get().rule())
                .as(checkers.violation().get().getMessage())
                .isEqualTo(rule);
    }
}
