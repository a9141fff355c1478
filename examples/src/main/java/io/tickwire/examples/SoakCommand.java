package io.tickwire.examples;

import io.tickwire.examples.server.IntRange;
import io.tickwire.stress.Soak;
import io.tickwire.stress.StressScenario;
import io.tickwire.stress.StressScenarios;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tickwire soak}: the stress scenarios, for as long as one likes. */
@Command(
        name = "soak",
        description =
                "runs the stress scenarios until its time is over or one of them fails (exit code"
                        + " 1)")
final class SoakCommand implements Callable<Integer> {
    private final PrintStream out;

    @Option(
            names = "--minutes",
            required = true,
            paramLabel = "NUMBER",
            description = "how long (1 to 10080)",
            converter = Minutes.class)
    private int minutes;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "on one transport only (all that work here, in turn)")
    private @Nullable String transport;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "repeats another soak's order and random numbers (the time of day)")
    private long seed = System.currentTimeMillis();

    @Option(names = "--scenario", paramLabel = "NAME", description = "one scenario only")
    private @Nullable String scenario;

    @Option(
            names = "--size",
            paramLabel = "NUMBER",
            description = "the size of each run, with just that seed: repeats one run",
            converter = Size.class)
    private int size;

    @Spec private CommandSpec command = CommandSpec.create();

    SoakCommand(PrintStream out) {
        this.out = out;
    }

    private static final class Minutes extends IntRange {
        Minutes() {
            super(1, 7 * 24 * 60);
        }
    }

    private static final class Size extends IntRange {
        Size() {
            super(1, 10_000_000);
        }
    }

    @Override
    public Integer call() {
        Duration limit = Duration.ofMinutes(minutes);
        Soak soak = new Soak(transports(), scenarios(), size, limit, seed, out);
        return soak.run() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<String> transports() {
        return chosen("--transport", transport, Soak.usableTransports());
    }

    private List<StressScenario> scenarios() {
        return chosen("--scenario", scenario, StressScenarios.all());
    }

    /** The one that is wanted, or all. */
    private <T> List<T> chosen(String option, @Nullable String wanted, List<T> all) {
        if (wanted == null) {
            return all;
        }
        List<T> found = all.stream().filter(each -> each.toString().equals(wanted)).toList();
        if (found.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), option + " " + wanted + " is not one of " + all);
        }
        return found;
    }
}
