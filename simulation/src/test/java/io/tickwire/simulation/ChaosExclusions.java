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

    private static final String COUNTS_TICKS =
            "holds waits to a number of ticks, which pass while results are held back";

    private static final Map<String, String> REASONS =
            Map.ofEntries(
                    Map.entry(
                            "overUnix",
                            "knows by the name \"nio\" which transport may lack Unix datagrams"),
                    Map.entry(
                            "closeWhilePaused",
                            "takes an accept to be paused two ticks later, so that its cancel is"
                                    + " answered 0"),
                    Map.entry(
                            "closeEndsReceives",
                            "takes a receive that waits underneath to end in the tick in which"
                                    + " those behind it, which core holds, do"),
                    Map.entry(
                            "lateCompletions",
                            "states that what is late is not overtaken by what later ticks submit"),
                    Map.entry("pooledBuffers", ONE_TICK),
                    Map.entry("sendTakesRegionAtQueue", ONE_TICK),
                    Map.entry("undeliveredConnects", ONE_TICK),
                    Map.entry("silentClientsLeaveRoom", ONE_TICK),
                    Map.entry("manySendsLeaveInTheirPhase", COUNTS_TICKS),
                    Map.entry(
                            "shortForm",
                            "stresses a real transport: its sizes take too long where results are"
                                    + " held back"),
                    Map.entry("fewFloods", COUNTS_TICKS),
                    Map.entry("manyFloods", COUNTS_TICKS),
                    Map.entry("singleReceives", COUNTS_TICKS),
                    Map.entry("datagrams", COUNTS_TICKS),
                    Map.entry("sharedRoom", COUNTS_TICKS));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> reason =
                context.getTestMethod().map(method -> REASONS.get(method.getName()));
        return reason.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("holds under chaos"));
    }
}
