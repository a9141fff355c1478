package io.tickwire.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs test classes, or single topics of the suite, where there is no build tool: in an emulated
 * machine, for instance. Slow tests and stress tests are left out. A program for the command line.
 */
public final class TopicRun implements TestExecutionListener {
    private final PrintStream out;
    private int passed;
    private int skipped;
    private int failed;

    private TopicRun(PrintStream out) {
        this.out = out;
    }

    /**
     * Prints a line for each test and one with the sums, and exits with 0 if no test failed and at
     * least one passed, else with 1.
     *
     * @param arguments names of test classes, each with a topic behind a slash if only that one is
     *     wanted: {@code io.tickwire.iouring.IoUringTransportTckTest/ZeroCopies}
     */
    public static void main(String[] arguments) {
        TopicRun run = new TopicRun(System.out);
        run.run(Arrays.stream(arguments).map(TopicRun::selector).toList());
        // What hangs in the kernel must not keep the process.
        System.out.flush();
        Runtime.getRuntime().halt(run.failed == 0 && run.passed > 0 ? 0 : 1);
    }

    private static DiscoverySelector selector(String argument) {
        int slash = argument.indexOf('/');
        String testClass = slash < 0 ? argument : argument.substring(0, slash);
        UniqueId id = UniqueId.forEngine("junit-jupiter").append("class", testClass);
        return selectUniqueId(
                slash < 0 ? id : id.append("nested-class", argument.substring(slash + 1)));
    }

    private void run(List<DiscoverySelector> selectors) {
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectors)
                                .filters(TagFilter.excludeTags("slow", "stress"))
                                .build(),
                        this);
        out.println(passed + " passed, " + skipped + " skipped, " + failed + " failed");
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        note("skipped", test, reason);
        skipped++;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            out.println("starts   " + test.getDisplayName());
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Status status = result.getStatus();
        if (status == Status.SUCCESSFUL) {
            passed += test.isTest() ? 1 : 0;
            return;
        }
        Throwable cause = result.getThrowable().orElse(null);
        if (status == Status.ABORTED) {
            skipped++;
            note("skipped", test, cause == null ? "" : String.valueOf(cause.getMessage()));
            return;
        }
        failed++;
        note("FAILED", test, "");
        if (cause != null) {
            cause.printStackTrace(out);
        }
    }

    private void note(String what, TestIdentifier test, String reason) {
        out.println(what + "  " + test.getDisplayName() + (reason.isEmpty() ? "" : ": " + reason));
    }
}
