package io.tickwire.examples.server;

import io.tickwire.LoopStats;
import io.tickwire.spi.TransportReport;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Serves on the calling thread until the process is told to end (SIGINT, SIGTERM), and then closes
 * everything before the process is gone.
 */
public final class ForegroundRun {
    private final String name;
    private final ExampleServer server;
    private final PrintStream out;

    /**
     * Prepares a run.
     *
     * @param name what to call the server
     * @param server the server; {@link #run} closes it
     * @param out where to report
     */
    public ForegroundRun(String name, ExampleServer server, PrintStream out) {
        this.name = name;
        this.server = server;
        this.out = out;
    }

    /** Prints where the server listens, serves, and prints what was done. */
    public void run() {
        server.stopOnSignals();
        try (server) {
            printStart();
            server.run();
        }
        printSummary();
    }

    private void printStart() {
        TransportReport transport = server.transport();
        out.println(name + ": listening on " + server.address());
        out.println("transport " + transport.chosen() + ": " + transport.reason());
        out.flush();
    }

    private void printSummary() {
        LoopStats.Snapshot stats = server.stats();
        out.println(name + ": closed; " + server.summary());
        out.println(
                String.format(
                        Locale.ROOT,
                        "%d ticks, %d batches (%.1f intents on average, %d at most),"
                                + " %d submitting and %d reaping kernel entries",
                        stats.ticks(),
                        stats.batches(),
                        stats.batches() == 0 ? 0.0 : (double) stats.intents() / stats.batches(),
                        stats.batchSizeMax(),
                        stats.submittingEntries(),
                        stats.reapingEntries()));
        out.flush();
    }
}
