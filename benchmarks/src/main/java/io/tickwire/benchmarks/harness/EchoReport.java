package io.tickwire.benchmarks.harness;

import static io.tickwire.benchmarks.harness.ArmSeries.number;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes the figures of an echo run: medians, ratios, then every round. */
final class EchoReport {
    /** At this share of its CPU the load, and not the server, is what limits. */
    private static final double LOAD_LIMITS = 0.98;

    private final ArmSeries<EchoFigures> series;
    private final ResultFile file;

    EchoReport(Map<String, String> conditions, ArmSeries<EchoFigures> series) {
        this.series = series;
        file = new ResultFile("echo", "Echo", conditions);
    }

    String write(Path folder) {
        medians();
        series.writeRatios(file, "messages a second: more is better", EchoFigures::rate);
        series.writeRatios(
                file, "server CPU per message: less is better", EchoFigures::serverMicros);
        rounds();
        return file.write(folder);
    }

    private void medians() {
        file.heading("Medians");
        file.header(
                List.of(
                        "Arm",
                        "messages/s",
                        "server CPU us/message",
                        "server CPU %",
                        "load CPU %",
                        "p50 us",
                        "p99 us",
                        "p99.9 us"));
        for (String arm : series.arms()) {
            file.row(
                    List.of(
                            arm,
                            number(0, series.median(arm, EchoFigures::rate)),
                            number(2, series.median(arm, EchoFigures::serverMicros)),
                            number(0, series.median(arm, EchoFigures::serverShare) * 100),
                            number(0, series.median(arm, EchoFigures::loadShare) * 100),
                            number(0, series.median(arm, EchoFigures::p50Micros)),
                            number(0, series.median(arm, EchoFigures::p99Micros)),
                            number(0, series.median(arm, EchoFigures::p999Micros))));
        }
        List<String> limited =
                series.arms().stream()
                        .filter(arm -> series.median(arm, EchoFigures::loadShare) >= LOAD_LIMITS)
                        .toList();
        if (!limited.isEmpty()) {
            file.paragraph(
                    "\nThe load's CPU was full with "
                            + String.join(", ", limited)
                            + ": there messages a second say what the load can do. Compare the"
                            + " server's CPU per message.");
        }
    }

    private void rounds() {
        file.heading("Every round");
        file.paragraph(
                "In the order in which they ran. \"Warm\" is the rate of the last fifth of the"
                        + " warm-up by that of the measurement.");
        file.header(
                List.of(
                        "Round",
                        "Arm",
                        "messages/s",
                        "warm",
                        "server CPU us/message",
                        "server CPU %",
                        "load CPU %",
                        "p50 us",
                        "p99 us",
                        "p99.9 us",
                        "max us"));
        for (int round = 0; round < series.rounds(); round++) {
            for (String arm : series.arms()) {
                file.row(row(round, arm, series.figures(arm, round)));
            }
        }
    }

    private static List<String> row(int round, String arm, EchoFigures of) {
        return List.of(
                String.valueOf(round + 1),
                arm,
                number(0, of.rate()),
                number(2, of.warmRate() / of.rate()),
                number(2, of.serverMicros()),
                number(0, of.serverShare() * 100),
                number(0, of.loadShare() * 100),
                number(0, of.p50Micros()),
                number(0, of.p99Micros()),
                number(0, of.p999Micros()),
                number(0, of.maxMicros()));
    }
}
