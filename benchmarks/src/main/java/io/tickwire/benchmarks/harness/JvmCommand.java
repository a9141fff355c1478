package io.tickwire.benchmarks.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Starts JVMs, all with the same flags. */
final class JvmCommand {
    private final List<String> flags =
            new ArrayList<>(
                    List.of(
                            "-Xms512m",
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-Dio.netty.leakDetection.level=disabled"));

    /** Takes more flags, between blanks; may be empty. */
    JvmCommand(String more) {
        if (Runtime.version().feature() >= 24) {
            // Netty's native calls and its use of Unsafe print warnings without these.
            flags.add("--enable-native-access=ALL-UNNAMED");
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (!more.isBlank()) {
            flags.addAll(Arrays.asList(more.trim().split(" +", -1)));
        }
    }

    /** The command that runs a class of this class path. */
    List<String> of(String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }

    String flags() {
        return String.join(" ", flags);
    }
}
