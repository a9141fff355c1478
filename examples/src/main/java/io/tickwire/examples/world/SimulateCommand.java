package io.tickwire.examples.world;

import io.tickwire.examples.server.UsageException;
import io.tickwire.simulation.Seam;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the command line asks of {@link Simulation}. */
public final class SimulateOptions {
    private static final List<Long> FIXED_SEEDS = List.of(1L, 2L, 3L);

    /** A longer run is split, so that many seeds are tried rather than few for long. */
    private static final double RUN_MINUTES_MAX = 15;

    private static final double MINUTES_MAX = 1e6;
    private static final int PEERS_MAX = 1_000;
    private static final int HEX_DIGITS = 16;
    private static final double MILLIS_PER_MINUTE = 60_000;
    private static final String BOTH = "both";

    private final Map<String, String> values = new LinkedHashMap<>();

    private SimulateOptions() {
        values.put("--minutes", "60");
        values.put("--peers", "200");
        values.put("--seam", BOTH);
    }

    /**
     * Reads flags, each followed by its value.
     *
     * @param arguments what stands behind the command
     * @param commit the commit that is tested, in hexadecimal digits, if {@code --commit-seed} does
     *     not name one; or null
     * @return the runs to be made
     * @throws UsageException with the flag or value that is wrong
     */
    public static List<RunPlan> parse(List<String> arguments, @Nullable String commit) {
        SimulateOptions options = new SimulateOptions();
        if (commit != null && !commit.isEmpty()) {
            options.values.put("--commit-seed", commit);
        }
        options.collect(arguments);
        return options.plans();
    }

    private void collect(List<String> arguments) {
        Iterator<String> left = arguments.iterator();
        while (left.hasNext()) {
            String flag = left.next();
            switch (flag) {
                case "--minutes", "--peers", "--seed", "--seam", "--commit-seed" -> {
                    if (!left.hasNext()) {
                        throw new UsageException(flag + " needs a value");
                    }
                    values.put(flag, left.next());
                }
                default -> throw new UsageException("unknown flag: " + flag);
            }
        }
    }

    /** Deals the minutes over seeds and seams. */
    private List<RunPlan> plans() {
        double minutes = decimal("--minutes", MINUTES_MAX);
        int peers = (int) decimal("--peers", PEERS_MAX);
        List<Seam> seams = seams();
        List<Long> seeds = seeds();
        boolean isOneSeed = values.containsKey("--seed");
        double runs = minutes / RUN_MINUTES_MAX / seams.size() / seeds.size();
        int rounds = isOneSeed ? 1 : Math.max(1, (int) Math.ceil(runs));
        double millis = minutes * MILLIS_PER_MINUTE / rounds / seams.size() / seeds.size();
        Duration duration = Duration.ofMillis(Math.max(1_000, Math.round(millis)));
        List<RunPlan> plans = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (long seed : seeds) {
                for (Seam seam : seams) {
                    long ofRound = seed + (long) round * seeds.size();
                    plans.add(new RunPlan(ofRound, seam, peers, duration));
                }
            }
        }
        return plans;
    }

    private List<Long> seeds() {
        String seed = values.get("--seed");
        if (seed != null) {
            return List.of(number("--seed", seed, 10));
        }
        List<Long> seeds = new ArrayList<>(FIXED_SEEDS);
        String commit = values.get("--commit-seed");
        if (commit != null) {
            String digits = commit.substring(0, Math.min(HEX_DIGITS, commit.length()));
            seeds.add(number("--commit-seed", digits, 16));
        }
        return seeds;
    }

    private static long number(String flag, String digits, int radix) {
        try {
            return radix == 10 ? Long.parseLong(digits) : Long.parseUnsignedLong(digits, radix);
        } catch (NumberFormatException e) {
            throw new UsageException(flag + " " + digits + " is no number of base " + radix);
        }
    }

    private List<Seam> seams() {
        String name = values.getOrDefault("--seam", BOTH);
        if (name.equals(BOTH)) {
            return List.of(Seam.values());
        }
        for (Seam seam : Seam.values()) {
            if (name.equals(seam.name().toLowerCase(Locale.ROOT))) {
                return List.of(seam);
            }
        }
        throw new UsageException("--seam " + name + " is not engine, transport or both");
    }

    private double decimal(String flag, double max) {
        String value = values.getOrDefault(flag, "");
        try {
            double number = Double.parseDouble(value);
            if (number > 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through: the message is the same.
        }
        throw new UsageException(flag + " " + value + " is not above 0 and at most " + max);
    }
}
