package io.tickwire.benchmarks.harness;

import static io.tickwire.benchmarks.harness.ArmSeries.number;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes the figures of a skirmish run: medians, ratios, then every round. */
final class SkirmishReport {
    private final ArmSeries<SkirmishFigures> series;
    private final ResultFile file;

    SkirmishReport(Map<String, String> conditions, ArmSeries<SkirmishFigures> series) {
        this.series = series;
        file = new ResultFile("skirmish", "Skirmish", conditions);
    }

    String write(Path folder) {
        medians();
        series.writeRatios(
                file, "server CPU per tick: less is better", SkirmishFigures::serverMicros);
        rounds();
        return file.write(folder);
    }

    private void medians() {
        file.heading("Medians");
        file.header(
                List.of("Arm", "server CPU us/tick", "server CPU %", "bots CPU %", "ticks kept"));
        for (String arm : series.arms()) {
            file.row(
                    List.of(
                            arm,
                            number(0, series.median(arm, SkirmishFigures::serverMicros)),
                            number(0, series.median(arm, SkirmishFigures::serverShare) * 100),
                            number(0, series.median(arm, SkirmishFigures::loadShare) * 100),
                            number(3, series.median(arm, SkirmishFigures::tickShare))));
        }
    }

    private void rounds() {
        file.heading("Every round");
        file.paragraph("In the order in which they ran.");
        file.header(
                List.of(
                        "Round",
                        "Arm",
                        "server CPU us/tick",
                        "server CPU %",
                        "bots CPU %",
                        "ticks",
                        "ticks kept"));
        for (int round = 0; round < series.rounds(); round++) {
            for (String arm : series.arms()) {
                file.row(row(round, arm, series.figures(arm, round)));
            }
        }
    }

    private static List<String> row(int round, String arm, SkirmishFigures of) {
        return List.of(
                String.valueOf(round + 1),
                arm,
                number(0, of.serverMicros()),
                number(0, of.serverShare() * 100),
                number(0, of.loadShare() * 100),
                number(0, of.ticks()),
                number(3, of.tickShare()));
    }
}
