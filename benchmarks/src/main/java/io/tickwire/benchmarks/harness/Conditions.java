package io.tickwire.benchmarks.harness;

import io.netty.util.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Under which conditions figures were taken: what another machine must have in common to repeat
 * them. Names neither the machine nor its folders.
 */
final class Conditions {
    private static final int COMMAND_SECONDS = 10;

    private Conditions() {}

    /** Name and value of each condition, in the order in which they are printed. */
    static Map<String, String> read() {
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("Processor", processor());
        conditions.put(
                "Processors to use", String.valueOf(Runtime.getRuntime().availableProcessors()));
        conditions.put(
                "Kernel",
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + ", "
                        + System.getProperty("os.arch"));
        conditions.put(
                "JVM",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        conditions.put("Netty", netty());
        conditions.put("Commit", commit());
        conditions.put("Load average at the start", loadAverage());
        return conditions;
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown (" + e.getClass().getSimpleName() + ")";
        }
    }

    private static String netty() {
        Version version = Version.identify().get("netty-transport");
        return version == null ? "unknown" : version.artifactVersion();
    }

    private static String commit() {
        String commit = output("git", "rev-parse", "--short=12", "--verify", "-q", "HEAD");
        if (commit.isEmpty()) {
            return "none";
        }
        String changes = output("git", "status", "--porcelain", "--untracked-files=normal");
        return changes.isEmpty() ? commit : commit + ", dirty";
    }

    private static String loadAverage() {
        try {
            String line = Files.readString(Path.of("/proc/loadavg"));
            return line.substring(0, line.indexOf(' '));
        } catch (IOException e) {
            return "unknown (" + e.getClass().getSimpleName() + ")";
        }
    }

    /** What a command prints, or nothing if it fails. */
    private static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(List.of(command))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) ? output.trim() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
