package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Shows that the checkers can fail: a fault is planted in a copy of one of core's sources, and a
 * program runs on it in a process of its own.
 */
@Tag("once")
class PlantedFaultTest {
    private static final Path SOURCES =
            Path.of("..", "core", "src", "main", "java", "io", "tickwire");
    private static final long SECONDS_MAX = 120;
    private static final String SEED = "1";
    private static final String VIOLATION = "VIOLATION ";

    @TempDir Path folder;

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("a fault that is planted in core is seen by the checker whose rule it breaks")
    void plantedFaultIsSeen(PlantedFault fault) throws Exception {
        compile(fault);
        String output = run(folder + File.pathSeparator + System.getProperty("java.class.path"));
        // What the loop logs comes before it.
        String violation =
                output.lines().filter(line -> line.startsWith(VIOLATION)).findFirst().orElse("");
        System.out.println(fault + ": " + violation);
        assertThat(violation).as("%s: %s", fault, output).isNotEmpty();
        String rule = violation.substring(VIOLATION.length(), violation.indexOf(" |"));
        assertThat(fault.isSeenBy(rule)).as(output).isTrue();
    }

    @Test
    @DisplayName("the same program without a planted fault keeps every rule")
    void noFaultNoViolation() throws Exception {
        assertThat(run(System.getProperty("java.class.path"))).isEqualToIgnoringNewLines("NONE");
    }

    private void compile(PlantedFault fault) throws IOException {
        Path file = SOURCES.resolve(fault.file + ".java");
        String source = Files.readString(file).replace("\r\n", "\n");
        assertThat(source.split(Pattern.quote(fault.original), -1))
                .as("%s has the text once: %s", file, fault.original)
                .hasSize(2);
        String mutated = source.replace(fault.original, fault.mutated);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of(
                        "-proc:none",
                        "-nowarn",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString());
        boolean isCompiled =
                compiler.getTask(
                                null,
                                null,
                                null,
                                options,
                                null,
                                List.of(new Source(fault.file, mutated)))
                        .call();
        assertThat(isCompiled).as("%s compiles", fault).isTrue();
    }

    private String run(String classPath) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", classPath, PlantedProgram.class.getName(), SEED));
        Path output = folder.resolve("output.txt");
        Process child =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(child.waitFor(SECONDS_MAX, TimeUnit.SECONDS))
                    .as("the program ends by itself")
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
        return Files.readString(output);
    }

    /** A source that exists in memory only. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(
                    URI.create("string:///io/tickwire/" + name + ".java"),
                    JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
