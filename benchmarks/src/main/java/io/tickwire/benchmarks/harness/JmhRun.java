package io.tickwire.benchmarks.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The JMH benchmarks, with bytes allocated per operation, and beside the NOPs a loop of the same in
 * C, before and after. Takes JMH's own arguments.
 */
public final class JmhRun {
    private static final String NOP = "NopBenchmark";
    private static final String RAW_NOP = "RawNopBenchmark";
    private static final String IO_URING = "io_uring";
    private static final List<Integer> NOP_BATCHES = List.of(1, 64, 256);
    private static final String ALLOCATED = "alloc.rate.norm";
    private static final String C_WARMUP_MILLIS = "500";
    private static final String C_MILLIS = "2000";

    private final Path tools = Path.of(System.getProperty("tickwire.benchmarks.tools", "."));
    private final Path out =
            Path.of(System.getProperty("tickwire.benchmarks.out", "benchmarks/results"));

    /** Nanoseconds of a NOP in C by batch: before and after the rest. */
    private final Map<Integer, List<Double>> cNops = new TreeMap<>();

    /** Nanoseconds of a NOP by benchmark and batch. */
    private final Map<String, Double> nops = new LinkedHashMap<>();

    private JmhRun() {}

    /**
     * Runs it.
     *
     * @param arguments JMH's
     * @throws CommandLineOptionException if JMH does not take an argument
     * @throws RunnerException if a benchmark fails
     * @throws IOException if the loop in C fails
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] arguments)
            throws CommandLineOptionException, RunnerException, IOException, InterruptedException {
        new JmhRun().run(new CommandLineOptions(arguments));
    }

    private void run(CommandLineOptions commandLine)
            throws RunnerException, IOException, InterruptedException {
        Map<String, String> conditions = Conditions.read();
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .parent(commandLine)
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true);
        if (Runtime.version().feature() >= 24) {
            options.jvmArgsPrepend(
                    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
        }
        runC();
        Collection<RunResult> results = new Runner(options.build()).run();
        runC();
        System.out.println(report(conditions, results).write(out));
    }

    private ResultFile report(Map<String, String> conditions, Collection<RunResult> results) {
        if (!results.isEmpty()) {
            describe(conditions, results.iterator().next().getParams());
        }
        ResultFile file = new ResultFile("jmh", "Small measurements", conditions);
        file.heading("Results");
        file.paragraph("One operation is one intent, from queue to delivery.");
        file.header(List.of("Benchmark", "Parameters", "ns/op", "99.9 % interval", "bytes/op"));
        for (RunResult result : results) {
            file.row(row(result));
        }
        nopRatios(file);
        return file;
    }

    private static void describe(Map<String, String> conditions, BenchmarkParams params) {
        conditions.put(
                "JVM flags",
                params.getJvmArgs().stream()
                        .filter(flag -> !flag.startsWith("-Dtickwire.benchmarks."))
                        .collect(Collectors.joining(" ")));
        conditions.put(
                "JMH",
                params.getForks()
                        + " forks of "
                        + params.getWarmup().getCount()
                        + " x "
                        + params.getWarmup().getTime()
                        + " warm-up and "
                        + params.getMeasurement().getCount()
                        + " x "
                        + params.getMeasurement().getTime());
        conditions.put("Pinning", "none");
    }

    private List<String> row(RunResult result) {
        BenchmarkParams params = result.getParams();
        double score = result.getPrimaryResult().getScore();
        String name = params.getBenchmark();
        String shortName = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
        List<String> values = new ArrayList<>();
        for (String key : params.getParamsKeys()) {
            values.add(key + "=" + params.getParam(key));
        }
        noteNop(shortName, params, score);
        return List.of(
                shortName,
                String.join(", ", values),
                number(score),
                "+- " + number(result.getPrimaryResult().getScoreError()),
                allocated(result));
    }

    private static String allocated(RunResult result) {
        for (String name : result.getSecondaryResults().keySet()) {
            if (name.endsWith(ALLOCATED)) {
                double bytes = result.getSecondaryResults().get(name).getScore();
                return String.format(Locale.ROOT, "%.3f", bytes);
            }
        }
        return "-";
    }

    private void noteNop(String name, BenchmarkParams params, double score) {
        if (name.startsWith(RAW_NOP)) {
            nops.put(RAW_NOP + params.getParam("batch"), score);
        } else if (name.startsWith(NOP)) {
            nops.put(NOP + params.getParam("transport") + params.getParam("batch"), score);
        }
    }

    private void nopRatios(ResultFile file) {
        file.heading("NOPs on io_uring, beside the baselines");
        file.header(
                List.of(
                        "Batch",
                        "Tickwire ns",
                        "Netty's ring alone ns",
                        "C liburing ns (before, after)",
                        "Tickwire by Netty's ring",
                        "Tickwire by C"));
        for (int batch : NOP_BATCHES) {
            double tickwire = nops.getOrDefault(NOP + IO_URING + batch, Double.NaN);
            double raw = nops.getOrDefault(RAW_NOP + batch, Double.NaN);
            List<Double> c = cNops.getOrDefault(batch, List.of());
            double cMean = c.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
            file.row(
                    List.of(
                            String.valueOf(batch),
                            number(tickwire),
                            number(raw),
                            c.isEmpty() ? "not run: no gcc or liburing" : c.toString(),
                            number(tickwire / raw),
                            number(tickwire / cMean)));
        }
    }

    private void runC() throws IOException, InterruptedException {
        Path program = tools.resolve("nop_uring");
        if (!Files.isExecutable(program)) {
            return;
        }
        for (int batch : NOP_BATCHES) {
            Process process =
                    new ProcessBuilder(
                                    program.toString(),
                                    String.valueOf(batch),
                                    C_WARMUP_MILLIS,
                                    C_MILLIS)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("nop_uring failed");
            }
            cNops.computeIfAbsent(batch, unused -> new ArrayList<>())
                    .add(Double.valueOf(output.trim()));
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }
}
