package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.NodeType;
import org.openjdk.jcstress.os.SchedulingClass;

/**
 * The short form: jcstress' generated code runs in this virtual machine, without the processes that
 * jcstress makes for each test and for what it asks the machine first.
 */
class JcstressTest {
    private static final int MILLIS = 300;

    @Test
    @DisplayName("jcstress has generated code for each of the tests")
    void generated() {
        assertThat(TestList.tests())
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(StressResults.declared());
    }

    @TestFactory
    @DisplayName("nothing forbidden is seen where threads share without locks")
    Stream<DynamicTest> nothingForbidden() {
        return StressResults.chosen().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
    }

    private static void check(String name) throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        assumeTrue(processors > 1, "one processor: threads hardly meet");
        TestResult result = run(TestList.getInfo(name), processors);
        StressResults.check(result);
        System.out.println(StressResults.describe(result));
    }

    private static TestResult run(TestInfo test, int processors) throws Exception {
        // Actors that wait for one without a processor leave theirs to it.
        String spinning = test.threads() > processors ? "THREAD_YIELD" : "THREAD_SPIN_WAIT";
        Options options =
                new Options(
                        new String[] {
                            "-c",
                            String.valueOf(processors),
                            "-iters",
                            "1",
                            "-time",
                            String.valueOf(MILLIS),
                            "-spinStyle",
                            spinning
                        });
        assertThat(options.parse()).isTrue();
        SchedulingClass anywhere =
                new SchedulingClass(AffinityMode.NONE, test.threads(), NodeType.PACKAGE);
        TestConfig config = new TestConfig(options, test, 0, List.of(), 0, anywhere);
        Runner<?> runner =
                Class.forName(config.generatedRunnerName)
                        .asSubclass(Runner.class)
                        .getConstructor(ForkedTestConfig.class)
                        .newInstance(new ForkedTestConfig(config));
        TestResult result = runner.run();
        result.setConfig(config);
        return result;
    }
}
