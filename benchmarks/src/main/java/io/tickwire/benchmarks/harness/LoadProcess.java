package io.tickwire.benchmarks.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a load to its end. */
final class LoadProcess {
    private static final int END_SECONDS = 10;

    private LoadProcess() {}

    /**
     * Answers the line that it prints.
     *
     * @throws IOException if it fails
     */
    static String answer(List<String> command) throws IOException, InterruptedException {
        Process load =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String answer = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!load.waitFor(END_SECONDS, TimeUnit.SECONDS) || load.exitValue() != 0) {
            load.destroyForcibly();
            throw new IOException("the load failed: " + command);
        }
        return answer;
    }
}
