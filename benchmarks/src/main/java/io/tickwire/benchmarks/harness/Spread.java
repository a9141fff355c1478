package io.tickwire.benchmarks.harness;

import java.util.Arrays;
import java.util.Locale;

/**
 * The least, the middle and the greatest of some figures.
 *
 * @param least the least
 * @param median the middle one, or the mean of the two in the middle
 * @param greatest the greatest
 */
record Spread(double least, double median, double greatest) {
    static Spread of(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** The spread of one series by another, round by round. */
    static Spread ofRatios(double[] figures, double[] baseline) {
        double[] ratios = new double[figures.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figures[i] / baseline[i];
        }
        return of(ratios);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f - **%.2f** - %.2f", least, median, greatest);
    }
}
