package io.tickwire.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How the CPU time of a tick is read and reported. */
class SkirmishFiguresTest {
    private static final String ANSWER =
            "ticks=600 nanos=10000000000 server_micros=900000 load_micros=2500000\n";

    @TempDir private Path folder;

    @Test
    @DisplayName("the line of the load becomes CPU time per tick, and shares")
    void theLineOfTheLoadBecomesTimePerTick() {
        SkirmishFigures figures = SkirmishFigures.parse(ANSWER);
        assertThat(figures).isEqualTo(new SkirmishFigures(600, 1500, 0.09, 0.25, 1));
    }

    @Test
    @DisplayName("user and system time are found behind a name with blanks and parentheses")
    void userAndSystemTimeAreFound() {
        assertThat(
                        CpuTime.units(
                                "7 (a) b (c) S 1 2 3 0 -1 4194560 25 0 0 0 120 34 5 6 20 0 1 0 99"))
                .isEqualTo(154);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("this process has used CPU time, and never less than before")
    void thisProcessHasUsedTime() throws IOException {
        CpuTime time = new CpuTime(ProcessHandle.current().pid());
        long before = time.micros();
        assertThat(before).isPositive();
        assertThat(time.micros()).isGreaterThanOrEqualTo(before);
    }

    @Test
    @DisplayName("a report has medians, and ratios as soon as there is an arm of Tickwire's")
    void aReportHasMediansAndRatios() throws IOException {
        ArmSeries<SkirmishFigures> series = new ArmSeries<>();
        series.add("netty-nio", SkirmishFigures.parse(ANSWER));
        assertThat(report(series)).contains("| netty-nio | 1500 |").doesNotContain("Ratios");
        series.add("tickwire-nio", SkirmishFigures.parse(ANSWER.replace("900000", "450000")));
        assertThat(report(series))
                .contains("Ratios of server CPU")
                .contains("| tickwire-nio | 0.50 - **0.50** - 0.50 |");
    }

    private String report(ArmSeries<SkirmishFigures> series) throws IOException {
        String name = new SkirmishReport(Map.of("Kernel", "some"), series).write(folder);
        return Files.readString(folder.resolve(name));
    }
}
