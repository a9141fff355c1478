package io.tickwire.examples.selftest;

import io.tickwire.LoopStats;
import io.tickwire.examples.server.Example;
import io.tickwire.spi.TransportReport;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Prints the table of a self-test, row by row. */
final class SelfTestReport {
    private static final double NANOS_PER_MICROSECOND = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream out;

    SelfTestReport(PrintStream out) {
        this.out = out;
    }

    SelfTestReport transport(Example example, TransportReport report) {
        row("example", "%s", example.command());
        row("transport", "%s (%s)", report.chosen(), report.reason());
        return this;
    }

    SelfTestReport traffic(int connections, long messages, long nanos) {
        row("connections", "%d", connections);
        row("messages", "%d in %.3f s", messages, nanos / NANOS_PER_SECOND);
        row("messages a second", "%.0f", nanos == 0 ? 0 : messages * NANOS_PER_SECOND / nanos);
        return this;
    }

    /** Datagrams that were sent more than once; below 0 for a server of connections. */
    SelfTestReport resent(long datagrams) {
        if (datagrams >= 0) {
            row("datagrams sent again", "%d", datagrams);
        }
        return this;
    }

    /** What the loop did between two moments; the largest batch is that of the whole run. */
    SelfTestReport loop(LoopStats.Snapshot before, LoopStats.Snapshot after, long messages) {
        long batches = after.batches() - before.batches();
        long entries = after.submittingEntries() - before.submittingEntries();
        row("ticks", "%d", after.ticks() - before.ticks());
        row("batches", "%d", batches);
        row(
                "batch size",
                "%.1f on average, %d at most",
                ratio(after.intents() - before.intents(), batches),
                after.batchSizeMax());
        row("submitting entries", "%d", entries);
        row("entries per 1000 messages", "%.1f", ratio(1000 * entries, messages));
        row("reaping entries", "%d", after.reapingEntries() - before.reapingEntries());
        return this;
    }

    SelfTestReport latency(Histogram nanos) {
        row(
                "latency in microseconds",
                "p50 %.0f, p90 %.0f, p99 %.0f, p99.9 %.0f, max %.0f",
                micros(nanos, 50),
                micros(nanos, 90),
                micros(nanos, 99),
                micros(nanos, 99.9),
                micros(nanos, 100));
        return this;
    }

    void verdict(List<String> failures) {
        if (failures.isEmpty()) {
            row("result", "%s", "every byte came back, and the server closed cleanly");
            return;
        }
        row("result", "%s", "FAILED");
        failures.forEach(failure -> out.println("  " + failure));
    }

    private void row(String name, String format, Object... values) {
        out.printf(Locale.ROOT, "%-26s %s%n", name, String.format(Locale.ROOT, format, values));
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static double micros(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MICROSECOND;
    }
}
