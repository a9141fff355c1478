package io.tickwire.benchmarks.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of each arm, round by round, in the order of the arms.
 *
 * @param <F> the figures of a round
 */
final class ArmSeries<F> {
    private static final String TICKWIRE = "tickwire-";

    private final Map<String, List<F>> figures = new LinkedHashMap<>();

    void add(String arm, F figures) {
        this.figures.computeIfAbsent(arm, name -> new ArrayList<>()).add(figures);
    }

    Set<String> arms() {
        return figures.keySet();
    }

    /** The rounds that all arms have. */
    int rounds() {
        return figures.values().stream().mapToInt(List::size).min().orElse(0);
    }

    F figures(String arm, int round) {
        return of(arm).get(round);
    }

    double median(String arm, ToDoubleFunction<F> figure) {
        return Spread.of(series(arm, figure)).median();
    }

    private double[] series(String arm, ToDoubleFunction<F> figure) {
        return of(arm).stream().mapToDouble(figure).toArray();
    }

    private List<F> of(String arm) {
        return figures.getOrDefault(arm, List.of());
    }

    /** Writes a table of Tickwire's arms by all others, if there are both. */
    void writeRatios(ResultFile file, String what, ToDoubleFunction<F> figure) {
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

    private List<String> arms(boolean isTickwire) {
        return arms().stream().filter(arm -> arm.startsWith(TICKWIRE) == isTickwire).toList();
    }

    static String number(int decimals, double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
