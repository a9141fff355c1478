package io.tickwire.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The CPU that a server of the skirmish game needs for a tick, with bots as its players: in every
 * round each arm is measured once, in a process of its own and with an empty world, so that what
 * disturbs the machine disturbs all of them.
 */
@Command(name = "skirmish", mixinStandardHelpOptions = true)
public final class SkirmishRun implements Callable<Integer> {
    private static final String SERVER = "io.tickwire.benchmarks.skirmish.SkirmishServer";
    private static final String LOAD = "io.tickwire.benchmarks.harness.SkirmishLoad";

    /** Those that {@code SkirmishServer} knows. */
    private static final List<String> ARMS =
            List.of(
                    "tickwire-io_uring",
                    "tickwire-epoll",
                    "tickwire-nio",
                    "netty-io_uring",
                    "netty-epoll",
                    "netty-nio");

    @Option(names = "--arms", paramLabel = "A,B", description = "which arms are run (all)")
    private String wanted = String.join(",", ARMS);

    @Option(names = "--rounds", description = "how often, 1 to 100 (5)")
    private int rounds = 5;

    @Option(names = "--warmup", description = "seconds, 1 to 300 (30)")
    private int warmup = 30;

    @Option(names = "--seconds", description = "what is measured, 1 to 300 (20)")
    private int seconds = 20;

    @Option(names = "--bots", description = "how many play, 1 to 200 (200)")
    private int bots = 200;

    @Option(
            names = "--crowd",
            description = "bots of all habits, a multiple of 20; else all are honest")
    private boolean isCrowd;

    @Option(names = "--jvm", paramLabel = "FLAGS", description = "more flags for every JVM")
    private String jvm = "";

    @Option(names = "--out", paramLabel = "FOLDER", description = "where the results go")
    private Path out = Path.of("benchmarks", "results");

    @Spec private CommandSpec command = CommandSpec.create();

    private final Pinning pinning = new Pinning();
    private final ArmSeries<SkirmishFigures> series = new ArmSeries<>();

    private SkirmishRun() {}

    /**
     * Runs it. The system property {@code tickwire.benchmarks.taskset} says whether there is a
     * taskset.
     *
     * @param arguments flags, see the README
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SkirmishRun()).execute(arguments));
    }

    /**
     * Measures and writes the results.
     *
     * @throws IOException if a process fails
     * @throws InterruptedException if interrupted
     */
    @Override
    public Integer call() throws IOException, InterruptedException {
        requireRange("--rounds", rounds, 100);
        requireRange("--warmup", warmup, 300);
        requireRange("--seconds", seconds, 300);
        requireRange("--bots", bots, 200);
        List<String> arms = Arrays.asList(wanted.split(",", -1));
        if (!ARMS.containsAll(arms)) {
            throw wrong("--arms " + wanted + ": there are " + ARMS);
        }
        Map<String, String> conditions = conditions();
        for (int round = 1; round <= rounds; round++) {
            for (String arm : arms) {
                measure(round, arm);
            }
        }
        System.out.println(new SkirmishReport(conditions, series).write(out));
        return ExitCode.OK;
    }

    private void requireRange(String option, int value, int high) {
        if (value < 1 || value > high) {
            throw wrong(option + " " + value + " is not from 1 to " + high);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private Map<String, String> conditions() {
        Map<String, String> conditions = Conditions.read();
        conditions.put("JVM flags of every arm and of the bots", new JvmCommand(jvm).flags());
        conditions.put("Pinning", pinning.condition());
        conditions.put(
                "Load",
                bots
                        + (isCrowd ? " bots of all habits" : " honest bots")
                        + ", one thread, at 60 ticks a second");
        conditions.put(
                "Rounds",
                rounds
                        + " of "
                        + seconds
                        + " s an arm after "
                        + warmup
                        + " s of warm-up, a fresh process and an empty world each time");
        return conditions;
    }

    private void measure(int round, String arm) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("skirmish");
        Path save = folder.resolve("world");
        try {
            SkirmishFigures figures = measure(arm, save);
            series.add(arm, figures);
            System.out.printf(
                    "round %d %-20s %7.0f us CPU/tick, server %3.0f %%, bots %3.0f %%, ticks kept"
                            + " %.3f%n",
                    round,
                    arm,
                    figures.serverMicros(),
                    figures.serverShare() * 100,
                    figures.loadShare() * 100,
                    figures.tickShare());
        } finally {
            Files.deleteIfExists(save);
            Files.deleteIfExists(folder);
        }
    }

    private SkirmishFigures measure(String arm, Path save)
            throws IOException, InterruptedException {
        JvmCommand java = new JvmCommand(jvm);
        List<String> serve = java.of(SERVER, List.of(arm, save.toString()));
        try (ServerProcess server = new ServerProcess(pinning.server(serve))) {
            List<String> play =
                    java.of(
                            LOAD,
                            List.of(
                                    String.valueOf(server.port()),
                                    String.valueOf(server.pid()),
                                    String.valueOf(bots),
                                    String.valueOf(isCrowd),
                                    String.valueOf(warmup),
                                    String.valueOf(seconds)));
            return SkirmishFigures.parse(LoadProcess.answer(pinning.load(play)));
        }
    }
}
