package io.tickwire.readiness;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Requests of a {@link WakeupFlag} against the loop's wait. */
public class WakeupFlagStress {
    /** A request comes as the loop begins to wait. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 1", "1, 0", "0, 0"},
            expect = ACCEPTABLE,
            desc = "the backend is woken, or the loop does not wait")
    @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "the loop waits and nobody wakes it")
    public static class RequestAgainstWait {
        private final WakeupFlag flag = new WakeupFlag();

        @Actor
        public void requester(II_Result r) {
            r.r1 = flag.request() ? 1 : 0;
        }

        @Actor
        public void loop(II_Result r) {
            r.r2 = flag.beginWait() ? 1 : 0;
        }
    }

    /** A request for work comes as a wait ends; the loop looks for work and waits again. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 0, 0", "0, 1, 0"},
            expect = ACCEPTABLE,
            desc = "the request is kept: the loop does not wait")
    @Outcome(
            id = {"1, 0, 0", "1, 0, 1", "1, 1, 0", "1, 1, 1"},
            expect = ACCEPTABLE,
            desc = "the backend is woken, at the latest in the next wait")
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "the loop has seen the work")
    @Outcome(id = "0, 0, 1", expect = FORBIDDEN, desc = "the loop waits and nobody wakes it")
    public static class RequestAgainstEnd {
        private final WakeupFlag flag = new WakeupFlag();
        private volatile int work;

        public RequestAgainstEnd() {
            flag.beginWait();
        }

        @Actor
        public void requester(III_Result r) {
            work = 1;
            r.r1 = flag.request() ? 1 : 0;
        }

        @Actor
        public void loop(III_Result r) {
            flag.endWait();
            r.r2 = work;
            r.r3 = flag.beginWait() ? 1 : 0;
        }
    }
}
