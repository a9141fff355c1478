package io.tickwire.benchmarks.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Writes the figures of an echo run: medians, ratios, then every round. */
final class EchoReport {
    private static final String TICKWIRE = "tickwire-";

    /** At this share of its CPU the load, and not the server, is what limits. */
    private static final double LOAD_LIMITS = 0.98;

    private final Map<String, List<EchoFigures>> figures;
    private final ResultFile file;

    EchoReport(Map<String, String> conditions, Map<String, List<EchoFigures>> figures) {
        this.figures = figures;
        file = new ResultFile("echo", "Echo", conditions);
    }

    String write(Path folder) {
        medians();
        ratios("messages a second: more is better", EchoFigures::rate);
        ratios("server CPU per message: less is better", EchoFigures::serverMicros);
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
        for (String arm : figures.keySet()) {
            file.row(
                    List.of(
                            arm,
                            number(0, median(arm, EchoFigures::rate)),
                            number(2, median(arm, EchoFigures::serverMicros)),
                            number(0, median(arm, EchoFigures::serverShare) * 100),
                            number(0, median(arm, EchoFigures::loadShare) * 100),
                            number(0, median(arm, EchoFigures::p50Micros)),
                            number(0, median(arm, EchoFigures::p99Micros)),
                            number(0, median(arm, EchoFigures::p999Micros))));
        }
        List<String> limited =
                figures.keySet().stream()
                        .filter(arm -> median(arm, EchoFigures::loadShare) >= LOAD_LIMITS)
                        .toList();
        if (!limited.isEmpty()) {
            file.paragraph(
                    "\nThe load's CPU was full with "
                            + String.join(", ", limited)
                            + ": there messages a second say what the load can do. Compare the"
                            + " server's CPU per message.");
        }
    }

    private void ratios(String what, ToDoubleFunction<EchoFigures> figure) {
        List<String> tickwire = arms(true);
        List<String> baselines = arms(false);
        if (tickwire.isEmpty() || baselines.isEmpty()) {
            return;
        }
        file.heading("Ratios of " + what);
        file.paragraph("Least, **median** and greatest of the ratios within each round.");
        List<String> header = new ArrayList<>(List.of("Arm"));
        baselines.forEach(baseline -> header.add("by " + baseline));
        file.header(header);
        for (String arm : tickwire) {
            List<String> row = new ArrayList<>(List.of(arm));
            for (String baseline : baselines) {
                row.add(Spread.ofRatios(series(arm, figure), series(baseline, figure)).toString());
            }
            file.row(row);
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
        int rounds = figures.values().stream().mapToInt(List::size).min().orElse(0);
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, List<EchoFigures>> arm : figures.entrySet()) {
                file.row(row(round, arm.getKey(), arm.getValue().get(round)));
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

    private List<String> arms(boolean isTickwire) {
        return figures.keySet().stream()
                .filter(arm -> arm.startsWith(TICKWIRE) == isTickwire)
                .toList();
    }

    private double median(String arm, ToDoubleFunction<EchoFigures> figure) {
        return Spread.of(series(arm, figure)).median();
    }

    private double[] series(String arm, ToDoubleFunction<EchoFigures> figure) {
        return figures.getOrDefault(arm, List.of()).stream().mapToDouble(figure).toArray();
    }

    private static String number(int decimals, double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
