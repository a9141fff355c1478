package io.tickwire.examples.skirmish.bots;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code skirmish-bots PORT}: the bots as a program. */
@Command(
        name = "skirmish-bots",
        mixinStandardHelpOptions = true,
        description =
                "plays against a skirmish server and checks what it does (exit code 1 if that is"
                        + " wrong)")
public final class BotsCommand implements Callable<Integer> {
    private final PrintStream out;

    @Parameters(paramLabel = "PORT", description = "where the server listens")
    private int port;

    @Option(names = "--address", description = "the server's address (127.0.0.1)")
    private InetAddress address = InetAddress.getLoopbackAddress();

    @Option(names = "--bots", description = "how many in a mixed crowd, a multiple of 20 (200)")
    private int bots = 200;

    @Option(
            names = "--habits",
            split = ",",
            paramLabel = "HABIT=COUNT",
            description = "these instead of a mixed crowd")
    private Map<String, Integer> habits = new LinkedHashMap<>();

    @Option(names = "--seconds", description = "how long at least, once all are in (20)")
    private int seconds = 20;

    @Option(names = "--limit", description = "seconds until it gives up (60 more than --seconds)")
    private int limit;

    @Option(names = "--visits", description = "how often the honest have been here by now (any)")
    private int visits;

    @Option(names = "--seed", description = "repeats what another run did (1)")
    private long seed = 1;

    @Spec private CommandSpec command = CommandSpec.create();

    /**
     * Makes the command.
     *
     * @param out where the report goes
     */
    public BotsCommand(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs it as a program.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BotsCommand(System.out)).execute(arguments));
    }

    /**
     * Plays, and prints the report.
     *
     * @return 0 if the server was good, else 1
     * @throws IOException if there are no sockets
     */
    @Override
    public Integer call() throws IOException {
        BotReport report = new SkirmishBots(plan()).run();
        report.lines().forEach(out::println);
        return report.isGood() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private BotPlan plan() {
        try {
            return new BotPlan(
                    new InetSocketAddress(address, port),
                    habits.isEmpty() ? BotPlan.crowd(bots) : named(),
                    Duration.ofSeconds(seconds),
                    Duration.ofSeconds(limit > 0 ? limit : seconds + 60L),
                    visits,
                    seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private Map<BotHabit, Integer> named() {
        Map<BotHabit, Integer> counts = new EnumMap<>(BotHabit.class);
        habits.forEach((name, count) -> counts.put(BotHabit.named(name), count));
        return counts;
    }
}
