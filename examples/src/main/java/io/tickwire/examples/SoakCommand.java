package io.tickwire.examples;

import io.tickwire.examples.server.UsageException;
import io.tickwire.stress.Soak;
import io.tickwire.stress.StressScenario;
import io.tickwire.stress.StressScenarios;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code tickwire soak}: the stress scenarios, for as long as one likes. */
final class SoakCommand {
    private static final List<String> FLAGS =
            List.of("--minutes", "--transport", "--seed", "--scenario", "--size");
    private static final long MINUTES_MAX = 7 * 24 * 60;
    private static final long SIZE_MAX = 10_000_000;

    private final Map<String, String> values = new LinkedHashMap<>();

    private SoakCommand() {}

    /** Reads flags, each followed by its value. */
    static SoakCommand parse(List<String> arguments) {
        SoakCommand command = new SoakCommand();
        for (int i = 0; i < arguments.size(); i += 2) {
            String flag = arguments.get(i);
            if (!FLAGS.contains(flag)) {
                throw new UsageException("unknown flag: " + flag);
            }
            if (i + 1 == arguments.size()) {
                throw new UsageException(flag + " needs a value");
            }
            if (command.values.put(flag, arguments.get(i + 1)) != null) {
                throw new UsageException(flag + " is given twice");
            }
        }
        return command;
    }

    /** Answers whether nothing has failed. */
    boolean run(PrintStream out) {
        if (!values.containsKey("--minutes")) {
            throw new UsageException("soak needs --minutes");
        }
        Duration limit = Duration.ofMinutes(number("--minutes", 1, MINUTES_MAX, 1));
        long seed = number("--seed", Long.MIN_VALUE, Long.MAX_VALUE, System.currentTimeMillis());
        int size = (int) number("--size", 1, SIZE_MAX, 0);
        return new Soak(transports(), scenarios(), size, limit, seed, out).run();
    }

    private List<String> transports() {
        List<String> usable = Soak.usableTransports();
        String wanted = values.get("--transport");
        if (wanted == null) {
            return usable;
        }
        if (!usable.contains(wanted)) {
            throw new UsageException("--transport " + wanted + " is not one of " + usable);
        }
        return List.of(wanted);
    }

    private List<StressScenario> scenarios() {
        List<StressScenario> all = StressScenarios.all();
        String wanted = values.get("--scenario");
        if (wanted == null) {
            return all;
        }
        return List.of(
                all.stream()
                        .filter(scenario -> scenario.name().equals(wanted))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "--scenario " + wanted + " is not one of " + all)));
    }

    private long number(String flag, long min, long max, long otherwise) {
        String value = values.get(flag);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through: the message is the same.
        }
        throw new UsageException(
                flag + " " + value + " is not a number from " + min + " to " + max);
    }
}
