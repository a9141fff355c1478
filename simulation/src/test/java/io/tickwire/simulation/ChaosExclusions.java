package io.tickwire.simulation;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The tests of the conformance suite that state what cannot hold under chaos, each with why. */
final class ChaosExclusions implements ExecutionCondition {
    private static final String ONE_TICK =
            "waits for a peer without ticking: one tick need not bring an operation to the kernel";

    private static final Map<String, String> REASONS =
            Map.of(
                    "overUnix",
                    "knows by the name \"nio\" which transport may lack Unix datagrams",
                    "closeWhilePaused",
                    "takes an accept to be paused two ticks later, so that its cancel is answered"
                            + " 0",
                    "closeEndsReceives",
                    "takes a receive that waits underneath to end in the tick in which those behind"
                            + " it, which core holds, do",
                    "lateCompletions",
                    "states that what is late is not overtaken by what later ticks submit",
                    "pooledBuffers",
                    ONE_TICK,
                    "sendTakesRegionAtQueue",
                    ONE_TICK,
                    "undeliveredConnects",
                    ONE_TICK,
                    "shortForm",
                    "stresses a real transport: its sizes take too long where results are held"
                            + " back");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> reason =
                context.getTestMethod().map(method -> REASONS.get(method.getName()));
        return reason.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("holds under chaos"));
    }
}
