package io.tickwire.properties;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.Label;

/**
 * Programs in which a cancel behind an operation of the system does its work in the middle of a
 * tick: what it ended, and what follows from that, may be told before it or after it.
 */
class CancelProgramTest {
    private static final int REST_TICKS = 3;
    private static final int LONG_MILLIS = 4;
    private static final Program.Limits LIMITS =
            new Program.Limits(20, 200, 50, 10_000, 1 << 20, 1024, 16);

    @Example
    @Label("D2: a cancel finds nothing of a chain that another one, which was told, has ended")
    void behindTimerOfToldCancel() {
        Step cancelFollower = step(Op.CANCEL, 2, Link.NONE, Timing.DEFAULT);
        Step cancelTimer =
                then(step(Op.TIMEOUT_REMOVE, 2, Link.NONE, Timing.DEFAULT), cancelFollower);
        check(
                Program.Wait.LOCKSTEP,
                List.of(timer(Link.SOFT), nop(Link.NONE, Timing.DEFAULT)),
                List.of(nop(Link.SOFT, Timing.PROMPT), cancelTimer));
    }

    @Example
    @Label("D2: a cancel finds nothing of a chain that another one, which was not told, has ended")
    void behindTimerOfUntoldCancel() {
        Step cancelFollower = step(Op.CANCEL, 3, Link.NONE, Timing.DEFAULT);
        check(
                Program.Wait.NONE,
                List.of(timer(Link.SOFT), nop(Link.NONE, Timing.DEFAULT)),
                List.of(
                        nop(Link.SOFT, Timing.LASTING),
                        step(Op.CANCEL, 2, Link.NONE, Timing.DEFAULT),
                        then(nop(Link.NONE, Timing.PROMPT), cancelFollower)));
    }

    @Example
    @Label("D1, D2: what a cancel behind a cancelled timer ends is told before both")
    void cancelBehindTimerOfUntoldCancel() {
        check(
                Program.Wait.NONE,
                List.of(
                        timer(Link.SOFT),
                        nop(Link.NONE, Timing.DEFAULT),
                        timer(Link.HARD),
                        step(Op.CANCEL, 1, Link.NONE, Timing.DEFAULT)),
                List.of(
                        nop(Link.SOFT, Timing.LASTING),
                        step(Op.CANCEL, 2, Link.NONE, Timing.DEFAULT)));
    }

    @Example
    @Label("D2: a cancel by resource may have found what was delivered before it is told")
    void ofFileWhoseReadsAreToldFirst() {
        Step open = step(Op.OPEN, 0, Link.NONE, Timing.DEFAULT);
        Step cancelFile = step(Op.CANCEL_FILE, 0, Link.NONE, Timing.DEFAULT);
        Step stat = step(Op.STAT, 1, Link.HARD, Timing.LASTING);
        Step read = step(Op.READ, 0, Link.HARD, Timing.PROMPT);
        check(Program.Wait.LOCKSTEP, List.of(open), List.of(stat, cancelFile, read, read, read));
    }

    /** Runs the turns in one lane, on whose phase another one follows in the same tick. */
    private static void check(Program.Wait wait, List<Step> first, List<Step> second) {
        Program.SystemPlan lane = new Program.SystemPlan(List.of(first, second));
        Program.SystemPlan idle = new Program.SystemPlan(List.of());
        Program program =
                new Program(
                        LIMITS,
                        0,
                        false,
                        List.of(
                                new Program.PhasePlan(wait, List.of(lane)),
                                new Program.PhasePlan(Program.Wait.LOCKSTEP, List.of(idle))));
        for (Platform platform : Platform.available()) {
            List<Event> events =
                    LiveRun.of(program, platform, LiveRun.Mode.SERIAL, false, REST_TICKS);
            Model.check(platform.toString(), program, events, false);
        }
    }

    private static Step timer(Link link) {
        return step(Op.TIMEOUT, 0, link, Timing.DEFAULT);
    }

    private static Step nop(Link link, Timing timing) {
        return step(Op.NOP, 0, link, timing);
    }

    /**
     * Makes a step.
     *
     * @param which of a cancel, how many intents the lane has queued since its target
     */
    private static Step step(Op op, int which, Link link, Timing timing) {
        return new Step(
                op, which, LONG_MILLIS, 1, link, timing, Step.Extras.NONE, Optional.empty());
    }

    private static Step then(Step step, Step next) {
        return new Step(
                step.op(),
                step.which(),
                step.from(),
                step.size(),
                step.link(),
                step.timing(),
                step.extras(),
                Optional.of(List.of(next)));
    }
}
