package io.tickwire;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tickwire.LoopStats.Counter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Counters that are read while the loop counts. */
public class LoopStatsStress {
    /** A counter is never seen to go back, nor in halves. */
    @JCStressTest
    @State
    @Outcome(
            id = {
                "0, 0",
                "0, 4294967297",
                "0, 8589934594",
                "4294967297, 4294967297",
                "4294967297, 8589934594",
                "8589934594, 8589934594"
            },
            expect = ACCEPTABLE,
            desc = "the same or more")
    @Outcome(expect = FORBIDDEN, desc = "less than before, or half a number")
    public static class Monotonic {
        private static final long STEP = (1L << 32) + 1;

        private final LoopStats stats = new LoopStats();

        @Actor
        public void loop() {
            stats.add(Counter.TICKS, STEP);
            stats.add(Counter.TICKS, STEP);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = stats.snapshot().ticks();
            r.r2 = stats.snapshot().ticks();
        }
    }
}
