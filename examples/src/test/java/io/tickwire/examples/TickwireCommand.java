package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/** How a test starts the command as a process of its own, with its own JVM and class path. */
final class TickwireCommand {
    private static final long LIMIT_SECONDS = 90;

    private TickwireCommand() {}

    /** The program, the flags for the JVM, and the class; the caller adds what follows. */
    static List<String> jvm(String... flags) {
        return jvmOn(classPath(), flags);
    }

    /**
     * The same on jars, which a JVM holds open as users' JVMs do: a class from a folder needs a
     * descriptor of its own.
     */
    static List<String> jvmOnJars(Path folder, String... flags) {
        StringJoiner jars = new StringJoiner(File.pathSeparator);
        int packed = 0;
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            if (entry.isEmpty()) {
                continue; // the end of the list
            }
            jars.add(
                    Files.isDirectory(Path.of(entry))
                            ? pack(entry, folder.resolve(packed++ + ".jar"))
                            : entry);
        }
        return jvmOn(jars.toString(), flags);
    }

    private static List<String> jvmOn(String classPath, String... flags) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(flags));
        words.addAll(List.of("-cp", classPath, Tickwire.class.getName()));
        return words;
    }

    private static String pack(String classes, Path jar) {
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        String[] words = {
            "--create", "--no-compress", "--file", jar.toString(), "-C", classes, "."
        };
        assertThat(tool.run(System.out, System.err, words)).as("jar of %s", classes).isZero();
        return jar.toString();
    }

    /** Runs a program in a folder; answers what it has printed, once it has ended well. */
    static String output(List<String> command, Path folder) throws Exception {
        Path output = folder.resolve("out");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
