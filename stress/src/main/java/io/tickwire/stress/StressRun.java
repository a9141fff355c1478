package io.tickwire.stress;

import io.tickwire.stress.harness.Leftovers;
import io.tickwire.stress.harness.Stage;
import io.tickwire.stress.harness.StoppedException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs scenarios, one at a time in a process, and looks after each for what it has left behind:
 * buffers, descriptors, threads, warnings. Belongs to one thread.
 */
public final class StressRun {
    private final BooleanSupplier isStopping;
    private final Set<String> warm = new HashSet<>();

    /** Prepares runs that go on to their end. */
    public StressRun() {
        this(() -> false);
    }

    /**
     * Prepares runs.
     *
     * @param isStopping asked all the time: true ends a run early, without a failure
     */
    public StressRun(BooleanSupplier isStopping) {
        this.isStopping = isStopping;
    }

    /**
     * Runs a scenario.
     *
     * @param scenario what to run
     * @param transport the transport's name
     * @param size how much of it, at least 1
     * @param seed what its random numbers derive from
     * @return one line: what was run, how long it took, and what was done
     * @throws AssertionError if a promise was broken or something is left; the message has the
     *     scenario, the transport, the size and the seed
     */
    public String run(StressScenario scenario, String transport, int size, long seed) {
        String what = scenario.name() + " on " + transport + ", size " + size + ", seed " + seed;
        try {
            if (warm.add(transport)) {
                Stage.warmUp(transport);
            }
            long start = System.nanoTime();
            String done = watched(scenario, new Stage(transport, seed, isStopping), size);
            double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
            return String.format(Locale.ROOT, "%s: %.1f s, %s", what, seconds, done);
        } catch (StoppedException e) {
            return what + ": stopped";
        } catch (Exception | AssertionError e) {
            throw new AssertionError(what + ": " + e, e);
        }
    }

    private String watched(StressScenario scenario, Stage stage, int size) throws Exception {
        try (Leftovers leftovers = Leftovers.watch()) {
            String done;
            try (stage) {
                done = scenario.run(stage, size);
            }
            assertNothingLeft(leftovers);
            return done;
        }
    }

    /** The thread that tells the process to end is none of the run's. */
    private void assertNothingLeft(Leftovers leftovers) {
        try {
            leftovers.assertNone();
        } catch (AssertionError e) {
            if (isStopping.getAsBoolean()) {
                throw new StoppedException();
            }
            throw e;
        }
    }
}
