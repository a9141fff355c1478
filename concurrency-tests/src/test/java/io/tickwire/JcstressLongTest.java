package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * The long form: jcstress itself, with each way to compile the actors and to place them on
 * processors, in processes of its own. It leaves tests with more actors than processors out.
 */
@EnabledIfSystemProperty(named = "tickwire.jcstress", matches = "long")
class JcstressLongTest {
    private static final int HOURS_MAX = 12;

    private final Path folder =
            Path.of(System.getProperty("tickwire.jcstress.folder", "target/jcstress"));

    @Test
    @DisplayName("nothing forbidden is seen where threads share without locks")
    void nothingForbidden() throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        List<String> expected =
                StressResults.chosen().stream()
                        .filter(name -> TestList.getInfo(name).threads() <= processors)
                        .toList();
        clear();
        int exit = runJcstress();
        TreeSet<String> seen = new TreeSet<>();
        for (TestResult result : results()) {
            StressResults.check(result);
            seen.add(result.getName());
        }
        assertThat(exit).as("exit code; see %s", log()).isZero();
        assertThat(seen).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected);
    }

    private void clear() throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.delete(file);
                }
            }
        }
    }

    private int runJcstress() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String classes = System.getProperty("surefire.test.class.path");
        command.addAll(List.of("-cp", classes, Main.class.getName()));
        command.addAll(List.of("-f", "1", "-fsm", "1", "-iters", "5", "-time", "1000"));
        command.addAll(List.of("-t", StressResults.filter(), "-r", "report"));
        // On a part of the processors a parallel run would call no helpers.
        command.addAll(
                List.of(
                        "-jvmArgs",
                        "-XX:+UseSerialGC -XX:ActiveProcessorCount=4"
                                + " -Dio.netty.leakDetection.level=disabled"));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log().toFile())
                        .start();
        try {
            assertThat(process.waitFor(HOURS_MAX, TimeUnit.HOURS)).as("see %s", log()).isTrue();
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Path log() {
        return folder.resolve("jcstress.log");
    }

    private List<TestResult> results() throws IOException, ClassNotFoundException {
        List<TestResult> results = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".bin.gz")).toList()) {
                DiskReadCollector reader = new DiskReadCollector(file.toString(), results::add);
                reader.dump();
                reader.close();
            }
        }
        return results;
    }
}
