package io.tickwire.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a test starts the command as a process of its own, with its own JVM and class path. */
final class TickwireCommand {
    private TickwireCommand() {}

    /** The program, the flags for the JVM, and the class; the caller adds what follows. */
    static List<String> jvm(String... flags) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(flags));
        words.addAll(List.of("-cp", classPath(), Tickwire.class.getName()));
        return words;
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
