package io.tickwire;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.netty.buffer.ByteBuf;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The signal of {@link Mailboxes} against the loop's wait, through {@link Mailbox#offer}.
 *
 * <p>A wake-up is lost if the loop may wait, nobody wakes it, and a message is there that it has
 * not seen.
 */
public class MailboxesStress {
    private static final MessageCodec<Byte> CODEC =
            new MessageCodec<>() {
                @Override
                public void encode(Byte message, ByteBuf out) {
                    out.writeByte(message);
                }

                @Override
                public Byte decode(ByteBuf in) {
                    return in.readByte();
                }
            };

    /** One mailbox and what its loop does. */
    static final class Rig {
        private static final int SHORT_WAITS = 6;

        final WakeupCount wakeups = new WakeupCount();
        final Mailboxes mailboxes = new Mailboxes(wakeups);
        private final Lane lane = StressLanes.lane(0);
        private final Mailbox<Byte> mailbox;

        /** Whether the loop waits, unless it was woken. */
        private boolean isWaiting;

        private int seen;

        Rig(int capacity) {
            mailbox = mailboxes.make(null, lane, CODEC, capacity);
        }

        int offer(int message) {
            return mailbox.offer((byte) message) ? 1 : 0;
        }

        /** INTAKE and a system that polls all; answers how many messages it saw so far. */
        int intake() {
            lane.handTo(Thread.currentThread());
            mailboxes.drain();
            while (mailbox.poll() != null) {
                seen++;
            }
            return seen;
        }

        /** Goes through some waits that end at once, which meets slow producers more often. */
        void ticksThenWait() {
            for (int i = 0; i < SHORT_WAITS; i++) {
                intake();
                beginWait();
                mailboxes.endWait();
            }
            intake();
            beginWait();
        }

        void beginWait() {
            isWaiting = mailboxes.beginWait();
        }

        /** Whether the loop waits for ever, although messages are there that it has not seen. */
        boolean isLost(int offered) {
            return isWaiting && wakeups.get() == 0 && seen < offered;
        }

        /** What a loop that goes on has seen in the end. */
        int seenInTheEnd() {
            mailboxes.endWait();
            int all = intake();
            mailboxes.close();
            return all;
        }
    }

    /** A message comes as the loop begins to wait. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the loop waits not, was woken or saw it")
    @Outcome(id = "1, 1", expect = FORBIDDEN, desc = "a lost wake-up")
    @Outcome(expect = FORBIDDEN, desc = "a lost message")
    public static class OfferAgainstWait {
        private final Rig rig = new Rig(1);

        @Actor
        public void producer() {
            rig.offer(1);
        }

        @Actor
        public void loop() {
            rig.ticksThenWait();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = rig.isLost(1) ? 1 : 0;
            r.r2 = rig.seenInTheEnd();
        }
    }

    /** As before, but the signal of an earlier message is set when the producer looks at it. */
    @JCStressTest
    @State
    @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "the loop waits not, was woken or saw both")
    @Outcome(id = "1, 2", expect = FORBIDDEN, desc = "a lost wake-up")
    @Outcome(expect = FORBIDDEN, desc = "a lost message")
    public static class OfferAgainstIntake {
        private final Rig rig = new Rig(2);

        public OfferAgainstIntake() {
            rig.offer(1);
        }

        @Actor
        public void producer() {
            rig.offer(2);
        }

        @Actor
        public void loop() {
            rig.ticksThenWait();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = rig.isLost(2) ? 1 : 0;
            r.r2 = rig.seenInTheEnd();
        }
    }

    /** Two producers and a loop that waits: one of them wakes it. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "one wake-up for both")
    @Outcome(expect = FORBIDDEN, desc = "no wake-up, a second one, or a lost message")
    public static class OneWakeup {
        private final Rig rig = new Rig(2);

        public OneWakeup() {
            rig.beginWait();
        }

        @Actor
        public void first() {
            rig.offer(1);
        }

        @Actor
        public void second() {
            rig.offer(2);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = rig.wakeups.get();
            r.r2 = rig.seenInTheEnd();
        }
    }

    /** Two producers; a place that is claimed and empty hides the message behind it for a while. */
    @JCStressTest
    @State
    @Outcome(
            id = "1, 0, 2",
            expect = ACCEPTABLE,
            desc = "the loop waits not, was woken or saw both")
    @Outcome(id = "1, 1, 2", expect = FORBIDDEN, desc = "a lost wake-up")
    @Outcome(expect = FORBIDDEN, desc = "a lost message")
    public static class OffersAgainstWait {
        private final Rig rig = new Rig(2);

        @Actor
        public void first(III_Result r) {
            r.r1 = rig.offer(1);
        }

        @Actor
        public void second() {
            rig.offer(2);
        }

        @Actor
        public void loop() {
            rig.ticksThenWait();
        }

        @Arbiter
        public void end(III_Result r) {
            r.r2 = rig.isLost(2) ? 1 : 0;
            r.r3 = rig.seenInTheEnd();
        }
    }
}
