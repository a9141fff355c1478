package io.tickwire.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * The echo benchmark: in every round each arm is measured once, in a process of its own, so that
 * what disturbs the machine disturbs all of them.
 */
@Command(name = "echo", mixinStandardHelpOptions = true)
public final class EchoRun implements Callable<Integer> {
    private static final String SERVER = "io.tickwire.benchmarks.echo.EchoServer";
    private static final List<String> JAVA_ARMS =
            List.of(
                    "tickwire-io_uring",
                    "tickwire-nio",
                    "netty-io_uring",
                    "netty-io_uring-ring",
                    "netty-epoll",
                    "netty-nio");

    @Option(names = "--arms", paramLabel = "A,B", description = "which arms are run (all)")
    private String wanted = "all";

    @Option(names = "--rounds", description = "how often, 1 to 100 (5)")
    private int rounds = 5;

    @Option(names = "--warmup", description = "seconds, 1 to 60 (3)")
    private int warmup = 3;

    @Option(names = "--seconds", description = "what is measured, 1 to 60 (4)")
    private int seconds = 4;

    @Option(names = "--connections", description = "how many there are (256)")
    private int connections = 256;

    @Option(names = "--bytes", description = "a message's size (64)")
    private int bytes = 64;

    @Option(names = "--jvm", paramLabel = "FLAGS", description = "more flags for every Java arm")
    private String jvm = "";

    @Option(names = "--out", paramLabel = "FOLDER", description = "where the results go")
    private Path out = Path.of("benchmarks", "results");

    @Spec private CommandSpec command = CommandSpec.create();

    private final Path tools = Path.of(System.getProperty("tickwire.benchmarks.tools", "."));
    private final Pinning pinning = new Pinning();
    private final List<EchoArm> arms = new ArrayList<>();
    private final ArmSeries<EchoFigures> series = new ArmSeries<>();

    private EchoRun() {}

    /**
     * Runs it. The system property {@code tickwire.benchmarks.tools} is the folder of the compiled
     * C programs, {@code tickwire.benchmarks.taskset} whether there is a taskset.
     *
     * @param arguments flags, see the README
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new EchoRun()).execute(arguments));
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
        requireRange("--warmup", warmup, 60);
        requireRange("--seconds", seconds, 60);
        chooseArms();
        Map<String, String> conditions = conditions();
        measure();
        System.out.println(new EchoReport(conditions, series).write(out));
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

    private void chooseArms() {
        for (String name : JAVA_ARMS) {
            arms.add(new EchoArm(name, new JvmCommand(jvm).of(SERVER, List.of(name))));
        }
        if (Files.isExecutable(tools.resolve("echo_uring"))) {
            for (String mode : List.of("single", "multishot")) {
                arms.add(
                        new EchoArm(
                                "c-" + mode,
                                List.of(tools.resolve("echo_uring").toString(), mode)));
            }
        }
        if (!wanted.equals("all")) {
            List<String> names = Arrays.asList(wanted.split(",", -1));
            names.forEach(this::requireArm);
            arms.removeIf(arm -> !names.contains(arm.name()));
        }
    }

    private void requireArm(String name) {
        if (arms.stream().noneMatch(arm -> arm.name().equals(name))) {
            throw wrong(
                    "no arm is called "
                            + name
                            + "; there are "
                            + arms.stream().map(EchoArm::name).toList());
        }
    }

    private Map<String, String> conditions() {
        Map<String, String> conditions = Conditions.read();
        conditions.put("JVM flags of every Java arm", new JvmCommand(jvm).flags());
        conditions.put("Pinning", pinning.condition());
        conditions.put(
                "Load",
                connections
                        + " connections, "
                        + bytes
                        + " bytes, one message in flight on each, C with epoll, one thread");
        conditions.put(
                "Rounds",
                rounds
                        + " of "
                        + seconds
                        + " s an arm after "
                        + warmup
                        + " s of warm-up, a fresh process each time");
        if (arms.stream().noneMatch(arm -> arm.name().startsWith("c-"))) {
            conditions.put("C arms", "not run: asked for others, or no gcc or liburing here");
        }
        return conditions;
    }

    private void measure() throws IOException, InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (EchoArm arm : arms) {
                EchoFigures result = measure(arm);
                series.add(arm.name(), result);
                System.out.printf(
                        "round %d %-20s %8.0f/s %6.2f us CPU/message, server %3.0f %%, load %3.0f"
                                + " %%, p50 %.0f us, p99 %.0f us%n",
                        round,
                        arm.name(),
                        result.rate(),
                        result.serverMicros(),
                        result.serverShare() * 100,
                        result.loadShare() * 100,
                        result.p50Micros(),
                        result.p99Micros());
            }
        }
    }

    private EchoFigures measure(EchoArm arm) throws IOException, InterruptedException {
        try (ServerProcess server = new ServerProcess(pinning.server(arm.command()))) {
            List<String> load =
                    List.of(
                            tools.resolve("load").toString(),
                            String.valueOf(server.port()),
                            String.valueOf(connections),
                            String.valueOf(bytes),
                            warmup + "000",
                            seconds + "000",
                            String.valueOf(server.pid()));
            return EchoFigures.parse(LoadProcess.answer(pinning.load(load)));
        }
    }
}
