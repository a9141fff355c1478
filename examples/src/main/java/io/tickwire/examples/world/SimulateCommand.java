package io.tickwire.examples.world;

import io.tickwire.examples.server.DecimalRange;
import io.tickwire.examples.server.IntRange;
import io.tickwire.simulation.Seam;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tickwire simulate}: the game in simulated worlds. */
@Command(
        name = "simulate",
        description = "a game server and its players in a simulated world, under all faults")
public final class SimulateCommand implements Callable<Integer> {
    private static final List<Long> FIXED_SEEDS = List.of(1L, 2L, 3L);

    /** A longer run is split, so that many seeds are tried rather than few for long. */
    private static final double RUN_MINUTES_MAX = 15;

    private static final int HEX_DIGITS = 16;
    private static final double MILLIS_PER_MINUTE = 60_000;

    private final PrintStream out;
    private final @Nullable String commit;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "how long in the world, dealt over seeds and seams (60)",
            converter = Minutes.class)
    private double minutes = 60;

    @Option(
            names = "--peers",
            paramLabel = "N",
            description = "how many players, 1 to 1000 (200)",
            converter = Peers.class)
    private int peers = 200;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "one seed, instead of 1, 2, 3 and that of the commit")
    private @Nullable Long seed;

    @Option(
            names = "--commit-seed",
            paramLabel = "HASH",
            description = "one more seed; else from the variable TICKWIRE_COMMIT, if it is set")
    private @Nullable String commitSeed;

    @Option(names = "--seam", paramLabel = "NAME", description = "engine, transport or both (both)")
    private Side side = Side.BOTH;

    @Spec private CommandSpec command = CommandSpec.create();

    /**
     * Takes what is no option.
     *
     * @param out where lines go
     * @param commit the commit that is tested, in hexadecimal digits, if {@code --commit-seed} does
     *     not name one; or null
     */
    public SimulateCommand(PrintStream out, @Nullable String commit) {
        this.out = out;
        this.commit = commit;
    }

    private enum Side {
        ENGINE,
        TRANSPORT,
        BOTH
    }

    private static final class Minutes extends DecimalRange {
        Minutes() {
            super(1_000_000);
        }
    }

    private static final class Peers extends IntRange {
        Peers() {
            super(1, 1_000);
        }
    }

    @Override
    public Integer call() {
        return new Simulation(plans(), out).run() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** Deals the minutes over seeds and seams. */
    List<RunPlan> plans() {
        List<Seam> seams =
                side == Side.BOTH ? List.of(Seam.values()) : List.of(Seam.valueOf(side.name()));
        List<Long> seeds = seeds();
        double runs = minutes / RUN_MINUTES_MAX / seams.size() / seeds.size();
        int rounds = seed != null ? 1 : Math.max(1, (int) Math.ceil(runs));
        double millis = minutes * MILLIS_PER_MINUTE / rounds / seams.size() / seeds.size();
        Duration duration = Duration.ofMillis(Math.max(1_000, Math.round(millis)));
        List<RunPlan> plans = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (long first : seeds) {
                for (Seam seam : seams) {
                    long ofRound = first + (long) round * seeds.size();
                    plans.add(new RunPlan(ofRound, seam, peers, duration));
                }
            }
        }
        return plans;
    }

    private List<Long> seeds() {
        if (seed != null) {
            return List.of(seed);
        }
        List<Long> seeds = new ArrayList<>(FIXED_SEEDS);
        String hash = commitSeed == null ? commit : commitSeed;
        if (hash != null && !hash.isEmpty()) {
            seeds.add(firstDigits(hash));
        }
        return seeds;
    }

    private long firstDigits(String hash) {
        String digits = hash.substring(0, Math.min(HEX_DIGITS, hash.length()));
        try {
            return Long.parseUnsignedLong(digits, 16);
        } catch (NumberFormatException e) {
            throw new ParameterException(
                    command.commandLine(), "--commit-seed " + digits + " is no number of base 16");
        }
    }
}
