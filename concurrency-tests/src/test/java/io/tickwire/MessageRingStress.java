package io.tickwire;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Producers, the consumer and the close of a {@link MessageRing}. A message is its number. */
public class MessageRingStress {
    private static ByteBuf message(int number) {
        return Unpooled.buffer(1, 1).writeByte(number);
    }

    private static int add(MessageRing ring, int number) {
        return ring.add(message(number)) ? 1 : 0;
    }

    /** The number of the next message in view, or 0. */
    private static int poll(MessageRing ring) {
        ByteBuf message = ring.poll();
        if (message == null) {
            return 0;
        }
        try {
            return message.readByte();
        } finally {
            message.release();
        }
    }

    /** Polls all there is: the numbers as the digits of one, the first message's first. */
    private static int pollAll(MessageRing ring) {
        ring.drain();
        int all = 0;
        for (int number = poll(ring); number != 0; number = poll(ring)) {
            all = 10 * all + number;
        }
        return all;
    }

    /** Room for both: both arrive, whole. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 1, 12", "1, 1, 21"},
            expect = ACCEPTABLE,
            desc = "both arrive")
    @Outcome(expect = FORBIDDEN, desc = "a message is lost, twice there or refused")
    public static class TwoProducers {
        private final MessageRing ring = new MessageRing(2);

        @Actor
        public void first(III_Result r) {
            r.r1 = add(ring, 1);
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = add(ring, 2);
        }

        @Arbiter
        public void consumer(III_Result r) {
            r.r3 = pollAll(ring);
        }
    }

    /** Room for one: one is refused, the other one arrives. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 0, 1", "0, 1, 2"},
            expect = ACCEPTABLE,
            desc = "one arrives")
    @Outcome(expect = FORBIDDEN, desc = "both or none, or another one than was taken")
    public static class OnePlace {
        private final MessageRing ring = new MessageRing(1);

        @Actor
        public void first(III_Result r) {
            r.r1 = add(ring, 1);
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = add(ring, 2);
        }

        @Arbiter
        public void consumer(III_Result r) {
            r.r3 = pollAll(ring);
        }
    }

    /** A full ring whose only place is emptied while a producer comes back to it. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 1, 0", "1, 1, 2", "1, 12, 0"},
            expect = ACCEPTABLE,
            desc = "what was taken arrives behind the first one")
    @Outcome(expect = FORBIDDEN, desc = "a message is lost, or in a place that was not empty")
    public static class PlaceComesBack {
        private final MessageRing ring = new MessageRing(1);

        public PlaceComesBack() {
            add(ring, 1);
            ring.drain();
        }

        @Actor
        public void producer(III_Result r) {
            r.r1 = add(ring, 2);
        }

        @Actor
        public void consumer(III_Result r) {
            int seen = poll(ring);
            ring.drain();
            int next = poll(ring);
            r.r2 = next == 0 ? seen : 10 * seen + next;
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = pollAll(ring);
        }
    }

    /** A producer that is late for the close, and one whose message is there. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "both were released once")
    @Outcome(expect = FORBIDDEN, desc = "a message leaks; one released twice throws")
    public static class LateProducer {
        private final MessageRing ring = new MessageRing(2);
        private final ByteBuf first = message(1);
        private final ByteBuf late = message(2);

        public LateProducer() {
            ring.add(first);
        }

        @Actor
        public void producer(III_Result r) {
            r.r1 = ring.add(late) ? 1 : 0;
        }

        @Actor
        public void closer() {
            ring.close();
        }

        @Arbiter
        public void references(III_Result r) {
            r.r2 = first.refCnt();
            r.r3 = late.refCnt();
        }
    }

    /** As before; the loop polls before it closes. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "polled or not, the message was released once")
    @Outcome(expect = FORBIDDEN, desc = "a message leaks; one released twice throws")
    public static class PollThenClose {
        private final MessageRing ring = new MessageRing(1);
        private final ByteBuf late = message(1);

        @Actor
        public void producer(II_Result r) {
            r.r1 = ring.add(late) ? 1 : 0;
        }

        @Actor
        public void closer(II_Result r) {
            ring.drain();
            r.r2 = poll(ring);
            ring.close();
        }

        @Arbiter
        public void references(II_Result r) {
            r.r1 -= late.refCnt();
        }
    }

    /** Two producers while the consumer takes what it sees. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 1, 0, 12", "1, 1, 0, 21", "1, 1, 1, 2", "1, 1, 2, 1"},
            expect = ACCEPTABLE,
            desc = "the rest comes later")
    @Outcome(
            id = {"1, 1, 12, 0", "1, 1, 21, 0"},
            expect = ACCEPTABLE,
            desc = "both were seen at once")
    @Outcome(expect = FORBIDDEN, desc = "a message is lost, twice there or refused")
    public static class ProducersAndConsumer {
        private final MessageRing ring = new MessageRing(2);

        @Actor
        public void first(IIII_Result r) {
            r.r1 = add(ring, 1);
        }

        @Actor
        public void second(IIII_Result r) {
            r.r2 = add(ring, 2);
        }

        @Actor
        public void consumer(IIII_Result r) {
            r.r3 = pollAll(ring);
        }

        @Arbiter
        public void rest(IIII_Result r) {
            r.r4 = pollAll(ring);
        }
    }
}
