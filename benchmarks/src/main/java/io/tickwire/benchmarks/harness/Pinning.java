package io.tickwire.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * Has processes run on a processor each, where the system property {@code
 * tickwire.benchmarks.taskset} says that there is a taskset.
 */
final class Pinning {
    private static final int SERVER_CPU = 0;
    private static final int LOAD_CPU = 1;

    private final boolean isPinned = Boolean.getBoolean("tickwire.benchmarks.taskset");

    List<String> server(List<String> command) {
        return pinned(SERVER_CPU, command);
    }

    List<String> load(List<String> command) {
        return pinned(LOAD_CPU, command);
    }

    private List<String> pinned(int cpu, List<String> command) {
        List<String> pinned = new ArrayList<>();
        if (isPinned) {
            pinned.addAll(List.of("taskset", "-c", String.valueOf(cpu)));
        }
        pinned.addAll(command);
        return pinned;
    }

    /** For the conditions of a result. */
    String condition() {
        return isPinned
                ? "server on CPU " + SERVER_CPU + ", load on CPU " + LOAD_CPU + " (taskset)"
                : "none: there is no taskset here";
    }
}
