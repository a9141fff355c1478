package io.tickwire;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Helpers of a {@link ParallelRun} against the loop's thread. The executor keeps what it is given
 * in a first run; actors run it in later runs, so each helper here is also a late one.
 */
public class ParallelRunStress {
    /** A failure without a stack trace, which would cost more than the run. */
    private static final class PlannedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PlannedFailure() {
            super("planned", null, false, false);
        }
    }

    /** A loop's part in a phase, after one run whose helper has not come. */
    static final class Rig {
        private static final int HELPS = 10;

        final ErrorBox errors = new ErrorBox(error -> ErrorPolicy.Action.CONTINUE);
        private final LoopAccess access = new LoopAccess();
        private final ParallelRun run;
        private Runnable helper;

        Rig(TickSystem... systems) {
            run = new ParallelRun(task -> helper = task, StressLanes.members(systems));
            run();
        }

        /** A whole run; returns when each system has returned. */
        void run() {
            access.own();
            run.run(access, errors);
        }

        /** What an executor's thread does, time and again: it comes before, in and after runs. */
        void help() {
            for (int i = 0; i < HELPS; i++) {
                helper.run();
            }
        }
    }

    /** Counts its runs in a plain field. */
    static final class Counting implements TickSystem {
        int runs;

        @Override
        public void run(TickContext tick) {
            tick.lane().checkAccess();
            runs++;
        }
    }

    /** Counts, and fails after that. */
    static final class Failing implements TickSystem {
        private final PlannedFailure failure = new PlannedFailure();
        int runs;

        @Override
        public void run(TickContext tick) {
            runs++;
            throw failure;
        }
    }

    /** One helper, while the loop runs its second run. */
    @JCStressTest
    @State
    @Outcome(id = "2, 2, 2", expect = ACCEPTABLE, desc = "each ran once a run, and both failures")
    @Outcome(expect = FORBIDDEN, desc = "ran twice, not at all, unseen, or on a barred lane")
    public static class OneHelper {
        private final Counting first = new Counting();
        private final Failing second = new Failing();
        private final Rig rig = new Rig(first, second);

        @Actor
        public void loop(III_Result r) {
            rig.run();
            r.r1 = first.runs;
            r.r2 = second.runs;
            r.r3 = (int) rig.errors.count();
        }

        @Actor
        public void helper() {
            rig.help();
        }
    }

    /** A helper that stays from one run into the next ones. */
    @JCStressTest
    @State
    @Outcome(id = "4, 0", expect = ACCEPTABLE, desc = "each ran once a run")
    @Outcome(expect = FORBIDDEN, desc = "ran twice, not at all, unseen, or on a barred lane")
    public static class LateHelper {
        private final Counting first = new Counting();
        private final Counting second = new Counting();
        private final Rig rig = new Rig(first, second);

        @Actor
        public void loop(II_Result r) {
            for (int runs = 2; runs <= 4; runs++) {
                rig.run();
                if (first.runs != runs || second.runs != runs) {
                    r.r1 = -runs;
                    return;
                }
            }
            r.r1 = first.runs;
            r.r2 = (int) rig.errors.count();
        }

        @Actor
        public void helper() {
            rig.help();
        }
    }

    /** Takes long on any other thread than the loop's. */
    static final class SlowOnHelpers implements TickSystem {
        private static final int SPINS = 100;

        private volatile Thread loop = Thread.currentThread();
        int runs;

        @Override
        public void run(TickContext tick) {
            if (Thread.currentThread() != loop) {
                // From shorter to longer than the loop's thread looks for the end before it parks.
                for (int i = SPINS * (1 + runs % 4); i > 0; i--) {
                    Thread.onSpinWait();
                }
            }
            runs++;
        }
    }

    /** The loop has nothing left to do, and parks until its helper has ended: a hang is a fault. */
    @JCStressTest
    @State
    @Outcome(id = "4, 0", expect = ACCEPTABLE, desc = "the end was seen, and not too early")
    @Outcome(expect = FORBIDDEN, desc = "a run ended too early")
    public static class End {
        private final SlowOnHelpers first = new SlowOnHelpers();
        private final SlowOnHelpers second = new SlowOnHelpers();
        private final Rig rig = new Rig(first, second);

        @Actor
        public void loop(II_Result r) {
            first.loop = Thread.currentThread();
            second.loop = Thread.currentThread();
            for (int runs = 2; runs <= 4; runs++) {
                rig.run();
                if (first.runs != runs || second.runs != runs) {
                    r.r1 = -runs;
                    return;
                }
            }
            r.r1 = first.runs;
            r.r2 = (int) rig.errors.count();
        }

        @Actor
        public void helper() {
            rig.help();
        }
    }

    /** Two helpers beside the loop's thread. */
    @JCStressTest
    @State
    @Outcome(id = "2, 2, 2", expect = ACCEPTABLE, desc = "each ran once a run, and both failures")
    @Outcome(expect = FORBIDDEN, desc = "ran twice, not at all, unseen, or on a barred lane")
    public static class TwoHelpers {
        private final Counting first = new Counting();
        private final Failing second = new Failing();
        private final Rig rig = new Rig(first, second);

        @Actor
        public void loop(III_Result r) {
            rig.run();
            r.r1 = first.runs;
            r.r2 = second.runs;
            r.r3 = (int) rig.errors.count();
        }

        @Actor
        public void helper() {
            rig.help();
        }

        @Actor
        public void otherHelper() {
            rig.help();
        }
    }
}
