package io.tickwire.stress;

import io.tickwire.spi.TransportReport.Candidate;
import io.tickwire.spi.TransportReport.Verdict;
import io.tickwire.spi.TransportSelector;
import io.tickwire.stress.harness.Leftovers;
import io.tickwire.stress.harness.TimeLimits;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs scenarios round after round, in another order and with other random numbers each time, until
 * its time is over, a promise is broken, or the process is told to end. Sizes begin with the short
 * one and grow to the full one. A run that is under way at the end is broken off.
 *
 * <p>Belongs to one thread. Each wait in a run has a limit; a run that hangs in the kernel beyond
 * all of them is shown with its stack, and the process is ended.
 */
public final class Soak {
    private static final int ROUNDS_TO_FULL = 8;
    private static final long HANG_LIMIT_SECONDS = TimeLimits.ofSeconds(120).toSeconds();
    private static final long CLOSE_LIMIT_SECONDS = TimeLimits.ofSeconds(15).toSeconds();

    private final List<String> transports;
    private final List<StressScenario> scenarios;
    private final int fixedSize;
    private final long seed;
    private final PrintStream out;
    private final long endNanos;
    private final StressRun run = new StressRun(this::isStopping);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean isStopRequested;
    private int runs;

    /**
     * Prepares a soak; its time begins now.
     *
     * @param transports their names, one after the other in each round
     * @param scenarios what to run
     * @param size the size of every run, or 0 for sizes that grow
     * @param limit when to end, above zero
     * @param seed what orders and random numbers derive from; with a size, the seed of every run
     * @param out where each run prints a line
     */
    public Soak(
            List<String> transports,
            List<StressScenario> scenarios,
            int size,
            Duration limit,
            long seed,
            PrintStream out) {
        this.transports = List.copyOf(transports);
        this.scenarios = List.copyOf(scenarios);
        this.seed = seed;
        this.out = out;
        fixedSize = size;
        endNanos = System.nanoTime() + limit.toNanos();
    }

    /**
     * The transports that work here.
     *
     * @return their names, the best first
     */
    public static List<String> usableTransports() {
        return TransportSelector.report().candidates().stream()
                .filter(
                        candidate ->
                                candidate.verdict() == Verdict.CHOSEN
                                        || candidate.verdict() == Verdict.USABLE)
                .map(Candidate::name)
                .toList();
    }

    /**
     * Runs to the end, and says what was done. Under SIGINT or SIGTERM the process ends once
     * everything is closed.
     *
     * @return false if a run has failed; its line says all that is needed to repeat it
     */
    public boolean run() {
        Leftovers.install();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndAwait, "soak-stop"));
        watchForHang(Thread.currentThread());
        out.println("soak: seed " + seed + ", transports " + transports);
        try {
            for (int round = 0; !isStopping(); round++) {
                runRound(round);
            }
            out.println("soak: " + runs + " runs, none failed");
            return true;
        } catch (AssertionError e) {
            out.println("soak: FAILED after " + runs + " runs: " + e.getMessage());
            e.printStackTrace(out);
            return false;
        } finally {
            out.flush();
            over.countDown();
        }
    }

    private void runRound(int round) {
        long roundSeed = fixedSize > 0 ? seed : seed + round;
        List<StressScenario> shuffled = new ArrayList<>(scenarios);
        Collections.shuffle(shuffled, new Random(roundSeed));
        for (StressScenario scenario : shuffled) {
            for (String transport : transports) {
                if (isStopping()) {
                    return;
                }
                out.println(
                        "soak: " + run.run(scenario, transport, size(scenario, round), roundSeed));
                runs++;
            }
        }
    }

    private int size(StressScenario scenario, int round) {
        if (fixedSize > 0) {
            return fixedSize;
        }
        long growth = (long) scenario.fullSize() - scenario.shortSize();
        return scenario.shortSize()
                + (int) (growth * Math.min(round, ROUNDS_TO_FULL) / ROUNDS_TO_FULL);
    }

    private boolean isStopping() {
        return isStopRequested || System.nanoTime() - endNanos > 0;
    }

    private void stopAndAwait() {
        isStopRequested = true;
        try {
            if (!over.await(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                out.println("soak: not closed within " + CLOSE_LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process if the end of the time does not end the soak. */
    private void watchForHang(Thread runner) {
        long limit = endNanos - System.nanoTime() + TimeUnit.SECONDS.toNanos(HANG_LIMIT_SECONDS);
        Thread watch =
                new Thread(
                        () -> {
                            try {
                                if (!over.await(limit, TimeUnit.NANOSECONDS)) {
                                    out.println("soak: FAILED, hangs after " + runs + " runs at");
                                    for (StackTraceElement at : runner.getStackTrace()) {
                                        out.println("\tat " + at);
                                    }
                                    out.flush();
                                    Runtime.getRuntime().halt(1);
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "soak-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
