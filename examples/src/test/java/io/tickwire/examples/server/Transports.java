package io.tickwire.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tickwire.spi.TransportReport.Candidate;
import io.tickwire.spi.TransportReport.Verdict;
import io.tickwire.spi.TransportSelector;
import java.util.List;
import java.util.stream.Stream;

/** The transports that tests run on. */
public final class Transports {
    private static final String REQUIRED_PROPERTY = "tickwire.tck.required";
    private static final List<Candidate> CANDIDATES = TransportSelector.report().candidates();

    private Transports() {}

    /** The names of all on the class path, usable here or not. */
    public static Stream<String> names() {
        return CANDIDATES.stream().map(Candidate::name);
    }

    /** Skips the test where a transport cannot run, with the reason; fails it if it has to run. */
    public static void assumeUsable(String name) {
        Candidate candidate =
                CANDIDATES.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
        if (candidate.verdict() != Verdict.UNUSABLE) {
            return;
        }
        List<String> required = List.of(System.getProperty(REQUIRED_PROPERTY, "").split(","));
        assertThat(required).as(candidate.toString()).doesNotContain(name);
        System.out.println("skipped: " + candidate);
        abort(candidate.toString());
    }
}
