package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.readiness.WakeupFlagStress;
import io.tickwire.spi.GroupBuffersStress;
import io.tickwire.unix.PollLoopStress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** Which tests jcstress must run, and what their results must show. */
final class StressResults {
    /** Everything that jcstress must run. */
    private static final List<Class<?>> SUITES =
            List.of(
                    MessageRingStress.class,
                    MailboxesStress.class,
                    IoResultSlotStress.class,
                    ParallelRunStress.class,
                    LaneLoansStress.class,
                    LoopStatsStress.class,
                    WakeupFlagStress.class,
                    GroupBuffersStress.class,
                    GroupTableStress.class,
                    PollLoopStress.class);

    /** How often the actors of a test must have met, or it has shown nothing. */
    private static final long MEETINGS_MIN = 1;

    private StressResults() {}

    /** The names of all tests. */
    static List<String> declared() {
        return SUITES.stream()
                .flatMap(suite -> Arrays.stream(suite.getDeclaredClasses()))
                .filter(inner -> inner.isAnnotationPresent(JCStressTest.class))
                .map(Class::getCanonicalName)
                .sorted()
                .toList();
    }

    /** The names of the tests that are asked for. */
    static List<String> chosen() {
        Pattern filter = Pattern.compile(filter());
        List<String> chosen =
                declared().stream().filter(name -> filter.matcher(name).find()).toList();
        assertThat(chosen).as("tests that match %s", filter).isNotEmpty();
        return chosen;
    }

    static String filter() {
        return System.getProperty("tickwire.jcstress.tests", ".*");
    }

    /** Fails if a result is forbidden, an error, or of too few meetings. */
    static void check(TestResult result) {
        assertThat(result.status() == Status.NORMAL && result.grading().isPassed)
                .as(() -> describe(result))
                .isTrue();
        assertThat(result.getTotalCount())
                .as("meetings of %s", result.getName())
                .isGreaterThanOrEqualTo(MEETINGS_MIN);
    }

    /** What was seen, and how often. */
    static String describe(TestResult result) {
        String states =
                result.getStateKeys().stream()
                        .sorted()
                        .map(state -> "    (" + state + "): " + result.getCount(state) + " times")
                        .collect(Collectors.joining("\n"));
        return Stream.of(
                        Stream.of(result.getName() + ": " + result.status(), states),
                        result.grading().failureMessages.stream(),
                        result.getMessages().stream())
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }
}
