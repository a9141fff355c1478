package io.tickwire.examples.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.simulation.Fault;
import io.tickwire.simulation.Seam;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A short form of what {@code tickwire simulate} does. */
class WorldRunTest {
    private static final Duration DURATION = Duration.ofSeconds(20);
    private static final int PEERS = 200;
    private static final int TICKS_PER_SECOND = 20;

    @ParameterizedTest(name = "seed {0}, {1}")
    @CsvSource({"1, ENGINE", "2, ENGINE", "1, TRANSPORT", "2, TRANSPORT"})
    @DisplayName(
            "under all faults every player is served, every byte is right, and nothing is left")
    void servesUnderFaults(long seed, Seam seam) {
        RunReport report = new WorldRun(new RunPlan(seed, seam, PEERS, DURATION)).run();
        long messages = PEERS * TICKS_PER_SECOND * DURATION.toSeconds();
        Witness witness = report.past().witness();
        assertThat(witness.messagesIn()).as(report::line).isGreaterThan(messages);
        assertThat(witness.messagesOut()).as(report::line).isGreaterThan(messages);
        assertThat(witness.farewells()).isGreaterThanOrEqualTo(PEERS);
        assertThat(witness.violations()).isPositive();
        assertThat(report.past().saves().recoveries()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"ENGINE", "TRANSPORT"})
    @DisplayName("the same seed gives the same run, and another seed another")
    void sameSeedSameRun(Seam seam) {
        RunPlan plan = new RunPlan(42, seam, 50, DURATION);
        String first = new WorldRun(plan).run().line();
        assertThat(new WorldRun(plan).run().line()).isEqualTo(first);
        RunPlan other = new RunPlan(43, seam, 50, DURATION);
        assertThat(new WorldRun(other).run().past().witness().digest())
                .isNotEqualTo(new WorldRun(plan).run().past().witness().digest());
    }

    @Test
    @DisplayName("at the upper seam every fault strikes")
    void everyFaultStrikes() {
        Set<Fault> struck = EnumSet.noneOf(Fault.class);
        for (long seed = 1; seed <= 3; seed++) {
            RunPlan plan = new RunPlan(seed, Seam.TRANSPORT, 50, Duration.ofMinutes(3));
            struck.addAll(new WorldRun(plan).run().faults().keySet());
        }
        assertThat(struck).containsExactlyElementsOf(EnumSet.allOf(Fault.class));
    }
}
