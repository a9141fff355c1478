package io.tickwire.benchmarks.harness;

import java.util.List;

/**
 * One of the servers that are compared.
 *
 * @param name its name, as in {@code --arms}
 * @param command what starts it
 */
record EchoArm(String name, List<String> command) {
    EchoArm {
        command = List.copyOf(command);
    }
}
