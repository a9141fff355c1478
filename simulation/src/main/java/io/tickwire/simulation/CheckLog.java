package io.tickwire.simulation;

import io.tickwire.watch.LoopObserver.DeliveryPoint;
import org.jspecify.annotations.Nullable;

/** Where in the run the checkers are, and the first violation that they saw. */
final class CheckLog {
    private @Nullable Violation first;

    /** The tick that runs, or ran last. */
    long tick = -1;

    /** The delivery point that runs, or ran last; null before the first. */
    @Nullable DeliveryPoint point;

    /** Counts delivery points. */
    long pointNumber;

    /** The tick in which a cancelling intent was last sealed or delivered. */
    long lastCancelTick = -1;

    boolean isQuiet() {
        return first != null;
    }

    @Nullable Violation first() {
        return first;
    }

    boolean isAtClose() {
        return point == DeliveryPoint.CLOSE;
    }

    boolean isAtPhase() {
        return point == DeliveryPoint.PHASE;
    }

    /** Notes a violation, unless there was one before. */
    void report(Rule rule, long sequence, String expected) {
        if (first == null) {
            first = new Violation(rule, tick, sequence, expected);
        }
    }

    /** Notes that a checker could not make sense of what it saw. */
    void failed(long sequence, RuntimeException cause) {
        if (first == null) {
            first =
                    new Violation(
                            Rule.CHECKER,
                            tick,
                            sequence,
                            "expected no failure of a checker, got " + cause);
            first.addSuppressed(cause);
        }
    }
}
