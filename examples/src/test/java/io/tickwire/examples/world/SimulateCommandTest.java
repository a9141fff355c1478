package io.tickwire.examples.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.simulation.Seam;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class SimulateCommandTest {
    private static List<RunPlan> plans(String... arguments) {
        return plansOf(null, arguments);
    }

    private static List<RunPlan> plansOf(@Nullable String commit, String... arguments) {
        SimulateCommand command = new SimulateCommand(System.out, commit);
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return command.plans();
    }

    @Test
    @DisplayName("an hour with 200 players is dealt over three fixed seeds and both seams")
    void anHour() {
        assertThat(plans())
                .hasSize(6)
                .allMatch(plan -> plan.peers() == 200)
                .allMatch(plan -> plan.duration().equals(Duration.ofMinutes(10)));
        assertThat(plans().get(0)).hasFieldOrPropertyWithValue("seed", 1L);
        assertThat(plans().get(0).seam()).isEqualTo(Seam.ENGINE);
    }

    @Test
    @DisplayName("a commit adds a seed: its first 16 digits")
    void commitSeed() {
        String commit = "f000000000000001abcdef0123456789abcdef01";
        assertThat(plansOf(commit)).hasSize(8).anyMatch(plan -> plan.seed() == 0xf000000000000001L);
        assertThat(plans("--commit-seed", "2a")).anyMatch(plan -> plan.seed() == 42);
    }

    @Test
    @DisplayName("many hours are dealt over more seeds, not over longer runs")
    void manyHours() {
        List<RunPlan> plans = plans("--minutes", "600");
        assertThat(plans).allMatch(plan -> plan.duration().compareTo(Duration.ofMinutes(15)) <= 0);
        assertThat(plans.stream().mapToLong(RunPlan::seed).distinct().count())
                .isEqualTo(plans.size() / 2);
    }

    @Test
    @DisplayName("one seed and seam make one run, as it is printed for one that failed")
    void oneRun() {
        assertThat(plans("--seed", "7", "--seam", "engine", "--peers", "9", "--minutes", "7.5"))
                .containsExactly(new RunPlan(7, Seam.ENGINE, 9, Duration.ofSeconds(450)));
    }

    @Test
    @DisplayName("what is wrong is named")
    void wrongUsage() {
        for (String[] wrong :
                new String[][] {
                    {"--minutes", "0"},
                    {"--peers", "1001"},
                    {"--seed", "x"},
                    {"--seam", "kernel"},
                    {"--commit-seed", "xyz"},
                    {"--faults", "1"}
                }) {
            assertThatThrownBy(() -> plans(wrong))
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining(wrong[0]);
        }
    }
}
