package io.tickwire;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Threads that take a lane, against each other and against the end of the phase. */
public class LaneLoansStress {
    /** A lane that is lent, and a plain number for what is done to it. */
    static final class Rig {
        final LoopHome home =
                new LoopHome(
                        new LoopAccess(), new GroupTable(List.of()), null, BatchConfig.DEFAULT, 1);
        final Lane lane =
                new Lane(home, "lane", 1, new Intent[0], new CompletionRing(0, 0), 0, 0, 0, 0);
        final LaneLoans loans = new LaneLoans(home, List.of(lane));
        int done;

        Rig() {
            loans.lend(true);
        }

        /** Answers 1 if the lane was to be had. */
        int work() {
            try (Lane.Use mine = lane.use()) {
                done += mine == null ? 0 : 1;
                return 1;
            } catch (IllegalStateException e) {
                return 0;
            }
        }

        /** Answers what was done by then, or -1 if somebody had the lane. */
        int takeBack() {
            try {
                loans.takeBack("the end");
                return done;
            } catch (IllegalStateException e) {
                return -1;
            }
        }
    }

    /** What a worker has done before the phase's end is seen, and nothing is done after it. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the worker was done before")
    @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "the worker had the lane")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the worker came too late")
    @Outcome(id = "0, -1", expect = ACCEPTABLE, desc = "both gave up")
    @Outcome(expect = FORBIDDEN, desc = "a lane was used behind the phase's end, or unseen")
    public static class WorkerAgainstEnd {
        private final Rig rig = new Rig();

        @Actor
        public void worker(II_Result r) {
            r.r1 = rig.work();
        }

        @Actor
        public void loop(II_Result r) {
            r.r2 = rig.takeBack();
        }
    }

    /** Two workers never have the lane at the same time, and see what the other one did. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 1", "2, 2"},
            expect = ACCEPTABLE,
            desc = "as often as it was had")
    @Outcome(expect = FORBIDDEN, desc = "work of one was lost")
    public static class TwoWorkers {
        private final Rig rig = new Rig();
        private int first;
        private int second;

        @Actor
        public void firstWorker() {
            first = rig.work();
        }

        @Actor
        public void secondWorker() {
            second = rig.work();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = first + second;
            r.r2 = rig.done;
        }
    }
}
