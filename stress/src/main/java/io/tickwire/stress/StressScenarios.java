package io.tickwire.stress;

import java.util.List;

/** All scenarios. */
public final class StressScenarios {
    private static final List<StressScenario> ALL =
            List.of(
                    new QueueOverflowScenario(),
                    new CompletionStormScenario(),
                    new TransportFailureScenario(),
                    new MixedLoadScenario(),
                    new CallbackOrderScenario(),
                    new SlotReadersScenario(),
                    new FullBuffersScenario(),
                    new ConnectionChurnScenario(),
                    new FloodScenario(),
                    new GroupFloodScenario(),
                    new DatagramFloodScenario(),
                    new AcceptFloodScenario(),
                    new LanesScenario(),
                    new DescriptorLimitScenario());

    private StressScenarios() {}

    /**
     * The scenarios, in the order in which the conformance suite runs them.
     *
     * @return an unmodifiable list
     */
    public static List<StressScenario> all() {
        return ALL;
    }
}
