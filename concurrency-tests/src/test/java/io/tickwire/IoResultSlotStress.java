package io.tickwire;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IJ_Result;

/** An {@link IoResultSlot} that is filled while others read, reset or claim it. */
public class IoResultSlotStress {
    /** The result, or -1 if it is not there. */
    private static int result(IoResultSlot slot) {
        try {
            return slot.result();
        } catch (IllegalStateException e) {
            return -1;
        }
    }

    private static long sequence(IoResultSlot slot) {
        try {
            return slot.sequence();
        } catch (IllegalStateException e) {
            return -1;
        }
    }

    private static int claim(IoResultSlot slot) {
        try {
            slot.claim();
            return 1;
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    private static int reset(IoResultSlot slot) {
        try {
            slot.reset();
            return 1;
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    /** A reader sees the whole result or none. */
    @JCStressTest
    @State
    @Outcome(
            id = {"-1, -1", "7, 4294967298"},
            expect = ACCEPTABLE,
            desc = "nothing, or all of it")
    @Outcome(expect = FORBIDDEN, desc = "a torn result")
    public static class FillAgainstRead {
        private final IoResultSlot slot = new IoResultSlot();

        public FillAgainstRead() {
            slot.claim();
        }

        @Actor
        public void loop() {
            slot.fill(7, (1L << 32) + 2);
        }

        @Actor
        public void reader(IJ_Result r) {
            boolean isDone = slot.isDone();
            r.r1 = isDone ? slot.result() : -1;
            r.r2 = isDone ? slot.sequence() : -1;
        }
    }

    /** A reader of a slot that is used again sees values of its intents only. */
    @JCStressTest
    @State
    @Outcome(
            id = {"-1, -1", "7, -1", "8, -1", "7, 1", "8, 2"},
            expect = ACCEPTABLE,
            desc = "one intent's, or nothing")
    @Outcome(
            id = {"7, 2", "-1, 2", "-1, 1"},
            expect = ACCEPTABLE,
            desc = "the slot was filled again between the two calls")
    @Outcome(id = "8, 1", expect = ACCEPTABLE_INTERESTING, desc = "filled again while it was read")
    @Outcome(expect = FORBIDDEN, desc = "a value of no intent")
    public static class UsedAgain {
        private final IoResultSlot slot = new IoResultSlot();

        public UsedAgain() {
            slot.claim();
            slot.fill(7, 1);
        }

        @Actor
        public void loop() {
            slot.reset();
            slot.claim();
            slot.fill(8, 2);
        }

        @Actor
        public void reader(IJ_Result r) {
            r.r1 = result(slot);
            r.r2 = sequence(slot);
        }
    }

    /** A reset comes before the result and is refused, or after it and has made the slot free. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 7", "1, -1"},
            expect = ACCEPTABLE,
            desc = "refused and the result is there, or done and the slot is free")
    @Outcome(expect = FORBIDDEN, desc = "the result went to a free slot, or was lost")
    public static class FillAgainstReset {
        private final IoResultSlot slot = new IoResultSlot();

        public FillAgainstReset() {
            slot.claim();
        }

        @Actor
        public void loop() {
            slot.fill(7, 1);
        }

        @Actor
        public void user(II_Result r) {
            r.r1 = reset(slot);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = result(slot);
        }
    }

    /** Two systems of a parallel phase give one slot to two intents: one of them may. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "one claims it")
    @Outcome(expect = FORBIDDEN, desc = "both or none")
    public static class TwoClaims {
        private final IoResultSlot slot = new IoResultSlot();

        @Actor
        public void first(II_Result r) {
            r.r1 = claim(slot);
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = claim(slot);
        }
    }
}
