package io.tickwire.properties;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Makes programs. */
final class Programs {
    private static final int TICKS = 6;
    private static final int STEPS = 7;
    private static final int PHASES = 4;
    private static final int SYSTEMS = 4;
    private static final int ENOUGH = 10_000;

    private final Arbitrary<Op> ops;
    private final Arbitrary<Timing> timings;
    private final Arbitrary<Program.Wait> waits;
    private final boolean isExact;
    private final int sizeMax;
    private final int deadlineMax;

    private Programs(
            Arbitrary<Op> ops,
            Arbitrary<Timing> timings,
            Arbitrary<Program.Wait> waits,
            boolean isExact,
            int sizeMax,
            int deadlineMax) {
        this.isExact = isExact;
        this.ops = ops;
        this.timings = timings;
        this.waits = waits;
        this.sizeMax = sizeMax;
        this.deadlineMax = deadlineMax;
    }

    /** Prompt operations only, none late: nothing is left to chance. */
    static Arbitrary<Program> prompt() {
        return new Programs(
                        Arbitraries.frequencyOf(
                                Tuple.of(12, fileOps()),
                                Tuple.of(
                                        4,
                                        Arbitraries.of(
                                                Op.NOP,
                                                Op.CANCEL,
                                                Op.CANCEL_FILE,
                                                Op.CANCEL_FILE,
                                                Op.TIMEOUT_REMOVE))),
                        Arbitraries.just(Timing.PROMPT),
                        Arbitraries.of(Program.Wait.LOCKSTEP, Program.Wait.BUDGET),
                        true,
                        40,
                        3)
                .program();
    }

    /** Files, timers and cancels, some of them lasting or late. */
    static Arbitrary<Program> files() {
        return new Programs(
                        Arbitraries.frequencyOf(
                                Tuple.of(12, fileOps()),
                                Tuple.of(
                                        9,
                                        Arbitraries.of(
                                                Op.NOP,
                                                Op.TIMEOUT,
                                                Op.TIMEOUT,
                                                Op.TIMEOUT_REMOVE,
                                                Op.CANCEL,
                                                Op.CANCEL_FILE))),
                        Arbitraries.frequency(
                                Tuple.of(6, Timing.DEFAULT),
                                Tuple.of(1, Timing.PROMPT),
                                Tuple.of(2, Timing.LASTING)),
                        Arbitraries.frequency(
                                Tuple.of(4, Program.Wait.LOCKSTEP),
                                Tuple.of(1, Program.Wait.BUDGET),
                                Tuple.of(2, Program.Wait.NONE)),
                        false,
                        40,
                        3)
                .program();
    }

    /** Connections of a lane with itself, datagrams, polls. */
    static Arbitrary<Program> streams() {
        return new Programs(
                        streamOps(),
                        Arbitraries.frequency(
                                Tuple.of(8, Timing.DEFAULT), Tuple.of(1, Timing.LASTING)),
                        Arbitraries.frequency(
                                Tuple.of(4, Program.Wait.LOCKSTEP), Tuple.of(1, Program.Wait.NONE)),
                        false,
                        2500,
                        4)
                .program();
    }

    private static Arbitrary<Op> streamOps() {
        return Arbitraries.frequency(
                Tuple.of(4, Op.CONNECT),
                Tuple.of(2, Op.ACCEPT),
                Tuple.of(3, Op.ACCEPT_ALL),
                Tuple.of(10, Op.SEND),
                Tuple.of(12, Op.OUTPUT),
                Tuple.of(4, Op.BROADCAST),
                Tuple.of(6, Op.RECV),
                Tuple.of(3, Op.RECV_GROUP),
                Tuple.of(3, Op.RECV_ALL),
                Tuple.of(2, Op.SHUTDOWN),
                Tuple.of(2, Op.CLOSE_STREAM),
                Tuple.of(1, Op.ABORT),
                Tuple.of(2, Op.OPEN_DATA),
                Tuple.of(3, Op.SPLICE),
                Tuple.of(1, Op.CLOSE_FILE),
                Tuple.of(2, Op.POLL),
                Tuple.of(1, Op.POLL_ALL),
                Tuple.of(1, Op.POLL_REMOVE),
                Tuple.of(2, Op.CANCEL_STREAM),
                Tuple.of(1, Op.CANCEL_LISTENER),
                Tuple.of(1, Op.CANCEL_DATAGRAM),
                Tuple.of(1, Op.CANCEL_FILE),
                Tuple.of(2, Op.CANCEL),
                Tuple.of(1, Op.TIMEOUT),
                Tuple.of(1, Op.NOP),
                Tuple.of(2, Op.SENDMSG),
                Tuple.of(2, Op.RECVMSG));
    }

    private static Arbitrary<Op> fileOps() {
        return Arbitraries.frequency(
                Tuple.of(8, Op.OPEN),
                Tuple.of(5, Op.READ),
                Tuple.of(6, Op.WRITE),
                Tuple.of(2, Op.READV),
                Tuple.of(2, Op.WRITEV),
                Tuple.of(1, Op.FSYNC),
                Tuple.of(1, Op.FDATASYNC),
                Tuple.of(2, Op.TRUNCATE),
                Tuple.of(2, Op.ALLOCATE),
                Tuple.of(3, Op.STAT),
                Tuple.of(2, Op.RENAME),
                Tuple.of(2, Op.UNLINK),
                Tuple.of(1, Op.REMOVE_DIRECTORY),
                Tuple.of(2, Op.MKDIR),
                Tuple.of(4, Op.CLOSE_FILE));
    }

    private Arbitrary<Program> program() {
        return Combinators.combine(limits(), Arbitraries.longs().between(0, ENOUGH), phases())
                .as((limits, shuffle, phases) -> new Program(limits, shuffle, isExact, phases));
    }

    /** Bounds that are met, or are not in the way. */
    private Arbitrary<Program.Limits> limits() {
        return Combinators.combine(
                        Arbitraries.of(20, 3, 6),
                        Arbitraries.of(200, 8, 12),
                        Arbitraries.of(50, 1, 2, 5),
                        Arbitraries.of(ENOUGH),
                        Arbitraries.of(1 << 20, 3000),
                        Arbitraries.of(1024, 3),
                        Arbitraries.of(16, 2, 1))
                .as(Program.Limits::new);
    }

    private Arbitrary<List<Program.PhasePlan>> phases() {
        Arbitrary<Program.SystemPlan> system =
                steps(2).list().ofMinSize(1).ofMaxSize(TICKS).map(Program.SystemPlan::new);
        Arbitrary<List<Program.SystemPlan>> systems = system.list().ofMinSize(1).ofMaxSize(SYSTEMS);
        return Combinators.combine(waits, systems)
                .as(Program.PhasePlan::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(PHASES);
    }

    private Arbitrary<List<Step>> steps(int depth) {
        return step(depth).list().ofMinSize(0).ofMaxSize(STEPS);
    }

    private Arbitrary<Step> step(int depth) {
        Arbitrary<Optional<List<Step>>> none = Arbitraries.just(Optional.empty());
        Arbitrary<Optional<List<Step>>> then =
                depth == 0
                        ? none
                        : Arbitraries.frequencyOf(
                                Tuple.of(5, none),
                                Tuple.of(
                                        1,
                                        Arbitraries.lazy(
                                                () ->
                                                        step(depth - 1)
                                                                .list()
                                                                .ofMaxSize(3)
                                                                .map(Optional::of))));
        return Combinators.combine(
                        ops,
                        Arbitraries.integers().between(0, 11),
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(1, sizeMax),
                        Arbitraries.frequency(
                                Tuple.of(5, Link.NONE),
                                Tuple.of(3, Link.SOFT),
                                Tuple.of(2, Link.HARD)),
                        timings,
                        extras(),
                        then)
                .as(Step::new);
    }

    private Arbitrary<Step.Extras> extras() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(Step.Extras.NONE)),
                Tuple.of(
                        1,
                        Combinators.combine(
                                        Arbitraries.of(false, true),
                                        Arbitraries.of(false, true),
                                        Arbitraries.integers().between(-1, deadlineMax))
                                .as(Step.Extras::new)));
    }
}
