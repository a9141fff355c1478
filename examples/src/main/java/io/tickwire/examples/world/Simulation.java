package io.tickwire.examples.world;

import io.tickwire.examples.server.AcceptSystem;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes simulated runs one after the other, each in a world of its own, and prints a line for each.
 * For one thread.
 */
public final class Simulation {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_MINUTE = 60_000;

    /** Warns of each spell of trouble, of which there are many here. Kept, or it is forgotten. */
    private static final Logger ACCEPT_LOGGER = Logger.getLogger(AcceptSystem.class.getName());

    private final List<RunPlan> plans;
    private final PrintStream out;

    /**
     * Takes what is to be done.
     *
     * @param plans the runs, in order
     * @param out where lines go
     */
    public Simulation(List<RunPlan> plans, PrintStream out) {
        this.plans = List.copyOf(plans);
        this.out = out;
    }

    /**
     * Makes all runs, also behind one that fails.
     *
     * @return false if one failed: its seed, its world and the cause are printed
     */
    public boolean run() {
        ACCEPT_LOGGER.setLevel(Level.SEVERE);
        List<String> failures = new ArrayList<>();
        double simulatedSeconds = 0;
        long start = System.nanoTime();
        for (RunPlan plan : plans) {
            try {
                simulatedSeconds += run(plan);
            } catch (Error | RuntimeException failure) {
                out.println("FAILED: seed " + plan.seed() + ", " + plan.seam());
                failure.printStackTrace(out);
                failures.add(command(plan));
            }
        }
        out.printf(
                Locale.ROOT,
                "%d runs, %.1f simulated minutes in %.1f s, %d failed%n",
                plans.size(),
                simulatedSeconds / 60,
                secondsSince(start),
                failures.size());
        failures.forEach(command -> out.println("To see it again: " + command));
        return failures.isEmpty();
    }

    private double run(RunPlan plan) {
        long start = System.nanoTime();
        RunReport report = new WorldRun(plan).run();
        out.printf(Locale.ROOT, "%s, in %.1f s%n", report.line(), secondsSince(start));
        return report.time().toNanos() / NANOS_PER_SECOND;
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / NANOS_PER_SECOND;
    }

    private static String command(RunPlan plan) {
        return "./tickwire simulate --seed "
                + plan.seed()
                + " --seam "
                + plan.seam().name().toLowerCase(Locale.ROOT)
                + " --peers "
                + plan.peers()
                + " --minutes "
                + plan.duration().toMillis() / MILLIS_PER_MINUTE;
    }
}
