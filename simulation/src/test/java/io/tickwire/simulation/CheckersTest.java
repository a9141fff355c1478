package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.HandMade;
import io.tickwire.IoOpType;
import io.tickwire.IoResource;
import io.tickwire.IoStatus;
import io.tickwire.watch.LoopObserver.DeliveryPoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of every intent, against events that a loop would not make. */
class CheckersTest {
    private final PlayedLoop loop = new PlayedLoop();

    @Test
    @DisplayName("a run that keeps the rules is no violation")
    void keptRules() {
        FakeIntent nop = loop.seal(IoOpType.NOP);
        FakeIntent timeout = loop.seal(IoOpType.TIMEOUT);
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(nop, 0);
        loop.end(nop);
        loop.nextTick();
        loop.deliver(timeout, 0);
        loop.end(timeout);
        loop.nextTick();
        loop.checkers.loopEnded();
        loop.assertKept();
    }

    @Test
    @DisplayName("the first violation is thrown with tick, sequence and rule, and kept")
    void firstViolationIsKept() {
        FakeIntent nop = loop.seal(IoOpType.NOP);
        loop.skipSequence();
        loop.seal(IoOpType.NOP);
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(nop, 0);
        loop.deliver(nop, 0);
        assertThatThrownBy(loop.checkers::verify)
                .isInstanceOf(Violation.class)
                .hasMessage("SEQUENCE in tick 0 at sequence 2: expected sequence 1");
        Violation violation = loop.checkers.violation().orElseThrow();
        assertThat(violation.rule()).isEqualTo(Rule.SEQUENCE);
        assertThat(violation.tick()).isZero();
        assertThat(violation.sequence()).isEqualTo(2);
    }

    @Test
    @DisplayName("a completion without an intent is seen")
    void completionWithoutIntent() {
        loop.deliver(new FakeIntent(IoOpType.NOP), 0);
        loop.assertBroken(Rule.COMPLETION);
    }

    @Test
    @DisplayName("a second last completion is seen")
    void secondLastCompletion() {
        FakeIntent nop = loop.seal(IoOpType.NOP);
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(nop, 0);
        loop.assertKept();
        loop.deliver(nop, HandMade.completion(nop, 1, 0, true));
        loop.assertBroken(Rule.COMPLETION);
    }

    @Test
    @DisplayName("a gap between shots is seen")
    void gapBetweenShots() {
        FakeIntent poll = new FakeIntent(IoOpType.POLL_ADD);
        poll.isMultishot = true;
        loop.seal(poll);
        loop.nextTick();
        loop.deliver(poll, HandMade.completion(poll, 0, 1, false));
        loop.assertKept();
        loop.deliver(poll, HandMade.completion(poll, 2, 1, false));
        loop.assertBroken(Rule.COMPLETION);
    }

    @Test
    @DisplayName("a completion before the last of an intent that has one only is seen")
    void shotOfSingleShot() {
        FakeIntent timeout = loop.seal(IoOpType.TIMEOUT);
        loop.nextTick();
        loop.deliver(timeout, HandMade.completion(timeout, 0, 0, false));
        loop.assertBroken(Rule.COMPLETION);
    }

    @Test
    @DisplayName("a prompt intent without a completion is seen once its ticks are over")
    void promptIntentLost() {
        loop.seal(IoOpType.NOP);
        for (int i = 0; i <= PlayedLoop.PROMPT_TICKS_MAX; i++) {
            loop.assertKept();
            loop.nextTick();
        }
        loop.nextTick();
        loop.assertBroken(Rule.LOST);
    }

    @Test
    @DisplayName("a lasting intent may wait, but not beyond the loop's end")
    void lastingIntentLost() {
        loop.seal(IoOpType.TIMEOUT);
        for (int i = 0; i < 100; i++) {
            loop.nextTick();
        }
        loop.assertKept();
        loop.checkers.loopEnded();
        loop.assertBroken(Rule.LOST);
    }

    @Test
    @DisplayName("a slot that does not come back is seen at the loop's end")
    void slotLost() {
        FakeIntent nop = loop.seal(IoOpType.NOP);
        loop.nextTick();
        loop.deliver(nop, 0);
        loop.checkers.loopEnded();
        loop.assertBroken(Rule.LANE);
    }

    @Test
    @DisplayName("D1: a completion out of (sequence, shot) order is seen")
    void completionOutOfOrder() {
        FakeIntent first = loop.seal(IoOpType.NOP);
        FakeIntent second = loop.seal(IoOpType.NOP);
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(second, 0);
        loop.deliver(first, 0);
        loop.assertBroken(Rule.ORDER);
    }

    @Test
    @DisplayName("D1: the order holds within a delivery point, not beyond it")
    void laterPointMayHaveEarlierSequences() {
        FakeIntent lasting = loop.seal(IoOpType.TIMEOUT);
        FakeIntent prompt = loop.seal(IoOpType.NOP);
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(prompt, 0);
        loop.nextTick();
        loop.deliver(lasting, 0);
        loop.assertKept();
    }

    @Test
    @DisplayName("a lasting completion at a phase's end is seen")
    void lastingAtPhase() {
        FakeIntent timeout = loop.seal(IoOpType.TIMEOUT);
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(timeout, 0);
        loop.assertBroken(Rule.POINT);
    }

    @Test
    @DisplayName("a late completion at the end of another phase is seen")
    void lateAtAnotherPhase() {
        FakeIntent nop = loop.seal(IoOpType.NOP);
        loop.point(DeliveryPoint.PHASE);
        loop.seal(IoOpType.NOP);
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(nop, 0);
        loop.assertBroken(Rule.POINT);
    }

    @Test
    @DisplayName("a checker that fails is a violation, and nothing is thrown into the loop")
    void failureOfAChecker() {
        FakeIntent odd =
                new FakeIntent(IoOpType.SEND) {
                    @Override
                    public IoResource resource() {
                        throw new IllegalStateException("odd");
                    }
                };
        loop.seal(odd);
        loop.assertBroken(Rule.CHECKER);
        assertThat(loop.checkers.violation().orElseThrow().getSuppressed()).hasSize(1);
    }

    @Test
    @DisplayName("a follower that succeeds behind a broken link is seen")
    void followerOfBrokenLink() {
        FakeIntent first = loop.seal(new FakeIntent(IoOpType.NOP).soft());
        FakeIntent second = loop.seal(new FakeIntent(IoOpType.NOP).follower());
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(first, IoStatus.EIO);
        loop.deliver(second, 0);
        loop.assertBroken(Rule.CHAIN);
    }

    @Test
    @DisplayName("a short read breaks a link, and a hard link goes on")
    void shortReadBreaks() {
        FakeIntent read = loop.seal(new FakeIntent(IoOpType.READ).length(10).soft());
        FakeIntent second = loop.seal(new FakeIntent(IoOpType.NOP).follower().hard());
        FakeIntent third = loop.seal(new FakeIntent(IoOpType.NOP).follower());
        FakeIntent fourth = loop.seal(new FakeIntent(IoOpType.NOP).hard());
        FakeIntent fifth = loop.seal(new FakeIntent(IoOpType.NOP).follower());
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(read, 9);
        loop.deliver(second, IoStatus.ECANCELED);
        loop.deliver(third, IoStatus.ECANCELED);
        loop.deliver(fourth, IoStatus.EIO);
        loop.deliver(fifth, 0);
        loop.assertKept();
    }

    @Test
    @DisplayName("ECANCELED behind a link that held is seen, unless something was cancelled")
    void cancelledWithoutReason() {
        FakeIntent first = loop.seal(new FakeIntent(IoOpType.NOP).soft());
        FakeIntent second = loop.seal(new FakeIntent(IoOpType.NOP).follower());
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(first, 0);
        loop.deliver(second, IoStatus.ECANCELED);
        loop.assertBroken(Rule.CHAIN);
    }

    @Test
    @DisplayName("a follower that ends before the one it is linked behind is seen")
    void followerStartedEarly() {
        loop.seal(new FakeIntent(IoOpType.NOP).soft());
        FakeIntent second = loop.seal(new FakeIntent(IoOpType.NOP).follower());
        loop.point(DeliveryPoint.PHASE);
        loop.deliver(second, 0);
        loop.assertBroken(Rule.CHAIN);
    }
}
