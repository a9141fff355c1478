package io.tickwire.connections;

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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Shows that {@link StalledCrowd} can fail: a fault is planted in a copy of a source of this
 * module, and the crowd meets it in a process of its own.
 */
@Tag("once")
class PlantedStallTest {
    private static final Path SOURCES =
            Path.of("src", "main", "java", "io", "tickwire", "connections");
    private static final long SECONDS_MAX = 120;

    @TempDir Path folder;

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("a fault by which a stalled client stays or costs others something is seen")
    void plantedFaultIsSeen(PlantedStall fault) throws Exception {
        compile(fault);
        String output = run(fault);
        assertThat(output.lines()).as(output).anyMatch(line -> line.startsWith("SEEN "));
    }

    private void compile(PlantedStall fault) throws IOException {
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

    private String run(PlantedStall fault) throws Exception {
        String classPath = folder + File.pathSeparator + System.getProperty("java.class.path");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:TieredStopAtLevel=1"));
        command.addAll(
                List.of(
                        "-cp",
                        classPath,
                        StalledCrowd.class.getName(),
                        "ENGINE",
                        String.valueOf(fault.frameBytes),
                        String.valueOf(fault.hertz),
                        String.valueOf(fault.seconds)));
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
                    URI.create("string:///io/tickwire/connections/" + name + ".java"),
                    JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
