package io.tickwire.benchmarks.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The echo benchmark: in every round each arm is measured once, in a process of its own, so that
 * what disturbs the machine disturbs all of them.
 */
public final class EchoRun {
    private static final String SERVER = "io.tickwire.benchmarks.echo.EchoServer";
    private static final List<String> JAVA_ARMS =
            List.of(
                    "tickwire-io_uring",
                    "tickwire-nio",
                    "netty-io_uring",
                    "netty-io_uring-ring",
                    "netty-epoll",
                    "netty-nio");

    /** The same for every JVM arm. */
    private static final List<String> JVM_FLAGS =
            List.of(
                    "-Xms512m",
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-Dio.netty.leakDetection.level=disabled");

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "arms", "all",
                    "rounds", "5",
                    "warmup", "3",
                    "seconds", "4",
                    "connections", "256",
                    "bytes", "64",
                    "jvm", "",
                    "out", "benchmarks/results");

    private final Flags flags;
    private final Path tools;
    private final boolean isPinned;
    private final List<EchoArm> arms = new ArrayList<>();
    private final Map<String, List<EchoFigures>> figures = new LinkedHashMap<>();

    private EchoRun(Flags flags, Path tools, boolean isPinned) {
        this.flags = flags;
        this.tools = tools;
        this.isPinned = isPinned;
    }

    /**
     * Runs it. The system property {@code tickwire.benchmarks.tools} is the folder of the compiled
     * C programs, {@code tickwire.benchmarks.taskset} whether there is a taskset.
     *
     * @param arguments flags, see the README
     * @throws IOException if a process fails
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path tools = Path.of(System.getProperty("tickwire.benchmarks.tools", "."));
        EchoRun run =
                new EchoRun(
                        new Flags(arguments, DEFAULTS),
                        tools,
                        Boolean.getBoolean("tickwire.benchmarks.taskset"));
        run.chooseArms();
        Map<String, String> conditions = run.conditions();
        run.measure();
        System.out.println(new EchoReport(conditions, run.figures).write(run.out()));
    }

    private Path out() {
        return Path.of(flags.text("out"));
    }

    private void chooseArms() {
        String wanted = flags.text("arms");
        for (String name : JAVA_ARMS) {
            arms.add(new EchoArm(name, javaCommand(name)));
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
        arms.forEach(arm -> figures.put(arm.name(), new ArrayList<>()));
    }

    private void requireArm(String name) {
        if (arms.stream().noneMatch(arm -> arm.name().equals(name))) {
            throw new IllegalArgumentException(
                    "no arm is called "
                            + name
                            + "; there are "
                            + arms.stream().map(EchoArm::name).toList());
        }
    }

    private List<String> javaCommand(String arm) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(moreJvmFlags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SERVER, arm));
        return command;
    }

    /** From JDK 24 on Netty's native calls and its use of Unsafe print warnings without these. */
    private List<String> moreJvmFlags() {
        List<String> more = new ArrayList<>();
        if (Runtime.version().feature() >= 24) {
            more.add("--enable-native-access=ALL-UNNAMED");
            more.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (!flags.text("jvm").isBlank()) {
            more.addAll(Arrays.asList(flags.text("jvm").trim().split(" +", -1)));
        }
        return more;
    }

    private Map<String, String> conditions() {
        Map<String, String> conditions = Conditions.read();
        List<String> jvm = new ArrayList<>(JVM_FLAGS);
        jvm.addAll(moreJvmFlags());
        conditions.put("JVM flags of every Java arm", String.join(" ", jvm));
        conditions.put(
                "Pinning",
                isPinned
                        ? "server on CPU 0, load on CPU 1 (taskset)"
                        : "none: there is no taskset here");
        conditions.put(
                "Load",
                flags.text("connections")
                        + " connections, "
                        + flags.text("bytes")
                        + " bytes, one message in flight on each, C with epoll, one thread");
        conditions.put(
                "Rounds",
                flags.text("rounds")
                        + " of "
                        + flags.text("seconds")
                        + " s an arm after "
                        + flags.text("warmup")
                        + " s of warm-up, a fresh process each time");
        if (arms.stream().noneMatch(arm -> arm.name().startsWith("c-"))) {
            conditions.put("C arms", "not run: asked for others, or no gcc or liburing here");
        }
        return conditions;
    }

    private void measure() throws IOException, InterruptedException {
        int rounds = flags.number("rounds", 1, 100);
        for (int round = 1; round <= rounds; round++) {
            for (EchoArm arm : arms) {
                EchoFigures result = measure(arm);
                figures.getOrDefault(arm.name(), new ArrayList<>()).add(result);
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
        try (ServerProcess server = new ServerProcess(pinned(0, arm.command()))) {
            int warmup = flags.number("warmup", 1, 60);
            int seconds = flags.number("seconds", 1, 60);
            Process load =
                    new ProcessBuilder(
                                    pinned(
                                            1,
                                            List.of(
                                                    tools.resolve("load").toString(),
                                                    String.valueOf(server.port()),
                                                    flags.text("connections"),
                                                    flags.text("bytes"),
                                                    warmup + "000",
                                                    seconds + "000",
                                                    String.valueOf(server.pid()))))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            String answer =
                    new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!load.waitFor(10, TimeUnit.SECONDS) || load.exitValue() != 0) {
                load.destroyForcibly();
                throw new IOException("the load failed on " + arm.name());
            }
            return EchoFigures.parse(answer);
        }
    }

    private List<String> pinned(int cpu, List<String> command) {
        List<String> pinned = new ArrayList<>();
        if (isPinned) {
            pinned.addAll(List.of("taskset", "-c", String.valueOf(cpu)));
        }
        pinned.addAll(command);
        return pinned;
    }
}
