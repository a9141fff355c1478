package io.tickwire.tck;

import io.tickwire.stress.StressRun;
import io.tickwire.stress.StressScenario;
import io.tickwire.stress.StressScenarios;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The stress scenarios: short in every build, at full size where slow tests are asked for. */
abstract class StressTck {
    /** The same numbers in each run; {@code ./tickwire soak} takes others. */
    private static final long SEED = 20_260_101;

    private final String transport;
    private final StressRun run = new StressRun();

    StressTck(String transport) {
        this.transport = transport;
    }

    @BeforeEach
    final void requireTransport() {
        Availability.require(transport);
    }

    @TestFactory
    @Tag("stress")
    final Stream<DynamicTest> shortForm() {
        return all(StressScenario::shortSize);
    }

    @TestFactory
    @Tag("stress")
    @Tag("slow")
    final Stream<DynamicTest> fullForm() {
        return all(StressScenario::fullSize);
    }

    private Stream<DynamicTest> all(ToIntFunction<StressScenario> size) {
        return StressScenarios.all().stream()
                .map(
                        scenario ->
                                DynamicTest.dynamicTest(
                                        scenario.promise(),
                                        () -> runAndPrint(scenario, size.applyAsInt(scenario))));
    }

    private void runAndPrint(StressScenario scenario, int size) {
        System.out.println("stress: " + run.run(scenario, transport, size, SEED));
    }
}
