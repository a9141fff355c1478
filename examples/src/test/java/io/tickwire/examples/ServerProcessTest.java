package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.examples.server.Transports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command as a process of its own: what a signal and a descriptor limit do to it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals and ulimit")
class ServerProcessTest {
    private static final String TRANSPORTS = "io.tickwire.examples.server.Transports#names";
    private static final Pattern LISTENING = Pattern.compile("listening on /127.0.0.1:(\\d+)");
    private static final long LIMIT_SECONDS = 30;
    private static final int LIMIT_MILLIS = 30_000;
    private static final int ENDED_BY_SIGTERM = 143;
    private static final int DESCRIPTORS = 96;
    private static final int PEERS = 120;

    @TempDir private Path folder;

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    @DisplayName("SIGTERM closes the server and prints the summary")
    void sigtermClosesTheServerAndPrintsTheSummary(String transport) throws Exception {
        Transports.assumeUsable(transport);
        Process process = start("exec", transport);
        try (Socket peer = connect(process)) {
            assertEchoes(peer);
            // Counted is what the server knows to be sent: all but the last before a stop, at
            // least.
            assertEchoes(peer);
            process.destroy();
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isIn(0, ENDED_BY_SIGTERM);
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        } finally {
            process.destroyForcibly();
        }
        assertThat(output())
                .contains("transport " + transport)
                .containsPattern(
                        "echo: closed; 1 connections .0 of them failed., [12] bytes echoed")
                .contains("ticks", "submitting");
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    @DisplayName("without descriptors connections wait for their turn")
    void withoutDescriptorsConnectionsWaitForTheirTurn(String transport) throws Exception {
        Transports.assumeUsable(transport);
        Process process = start("ulimit -n " + DESCRIPTORS + " && exec", transport);
        ArrayDeque<Socket> peers = new ArrayDeque<>();
        try {
            loadClasses(process);
            for (int i = 0; i < PEERS; i++) {
                peers.add(connect(process));
            }
            while (!peers.isEmpty()) {
                try (Socket first = peers.remove()) {
                    assertEchoes(first);
                }
            }
        } finally {
            for (Socket peer : peers) {
                peer.close();
            }
            process.destroy();
            process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
        assertThat(output())
                .contains("cannot accept: EMFILE")
                .contains("echo: closed; " + (PEERS + 1) + " connections (0 of them failed)")
                .doesNotContain("accepting failed 0 times");
    }

    private Process start(String prefix, String transport) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("sh", "-c", prefix + " \"$@\"", "sh"));
        command.addAll(TickwireCommand.jvmOnJars(folder, "-Xmx256m"));
        command.addAll(List.of("echo", "--port", "0", "--transport", transport));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private Socket connect(Process process) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(process));
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    /** Later on there may be no descriptor left to open a jar for the first time. */
    private void loadClasses(Process process) throws Exception {
        try (Socket peer = connect(process)) {
            assertEchoes(peer);
            peer.shutdownOutput();
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static void assertEchoes(Socket peer) throws IOException {
        peer.getOutputStream().write(42);
        assertThat(peer.getInputStream().read()).isEqualTo(42);
    }

    /** Waits for the process to say where it listens. */
    private int port(Process process) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() < deadline) {
            Matcher matcher = LISTENING.matcher(output());
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new AssertionError("the server does not listen: " + output());
    }
}
