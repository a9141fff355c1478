package io.tickwire.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server's process, from the line that says its port until its standard input is closed. */
final class ServerProcess implements AutoCloseable {
    private static final int END_SECONDS = 10;
    private static final int LINES_MAX = 20;
    private static final String PORT = "port ";

    private final Process process;
    private final int port;

    /** Starts it and waits until it listens. */
    ServerProcess(List<String> command) throws IOException {
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        port = readPort();
    }

    private int readPort() throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        // The JVM may say something of its own before.
        for (int i = 0; i < LINES_MAX; i++) {
            String line = reader.readLine();
            if (line == null) {
                break;
            }
            if (line.startsWith(PORT)) {
                return Integer.parseInt(line.substring(PORT.length()));
            }
        }
        process.destroyForcibly();
        throw new IOException("the server did not say its port");
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    /** Asks it to end, and ends it if it does not. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the server did not end in " + END_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (process.exitValue() != 0) {
            throw new IOException("the server ended with " + process.exitValue());
        }
    }
}
