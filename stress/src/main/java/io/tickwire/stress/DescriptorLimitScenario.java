package io.tickwire.stress;

import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import io.tickwire.stress.harness.Stage;
import io.tickwire.stress.harness.TimeLimits;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Opens more connections than a server in a process of its own has descriptors for. */
final class DescriptorLimitScenario extends StressScenario {
    private static final int LIMIT = 256;
    private static final int WAVE = 2 * LIMIT;
    private static final long EXIT_SECONDS = TimeLimits.ofSeconds(60).toSeconds();

    DescriptorLimitScenario() {
        super(
                "descriptor-limit",
                "accepts beyond the descriptor limit lose no connection, and go on when descriptors"
                        + " are free",
                1,
                20);
    }

    @Override
    String run(Stage stage, int size) throws Exception {
        if (File.separatorChar != '/') {
            return "skipped: there is no ulimit here";
        }
        Child child = stage.own(new Child(stage));
        SocketAddress address = child.address();
        int word = 0;
        for (int wave = 0; wave < size; wave++) {
            List<Visitor> visitors = new ArrayList<>();
            for (int i = 0; i < WAVE; i++) {
                visitors.add(stage.own(new Visitor(address, word++)));
            }
            if (wave == 0) {
                child.awaitLine(CrowdedServer.EXHAUSTED);
            }
            awaitAnswers(stage, child, visitors);
        }
        // The crowd has gone: there is room at once.
        awaitAnswers(stage, child, new ArrayList<>(List.of(stage.own(new Visitor(address, word)))));
        String summary = child.end();
        Check.that(
                summary.startsWith(CrowdedServer.SERVED + (size * WAVE + 1) + ","),
                "the server's summary: " + summary);
        return summary;
    }

    /** Those who are answered leave, and make room for others. */
    private static void awaitAnswers(Stage stage, Child child, List<Visitor> visitors) {
        Deadline deadline = stage.deadline("answers to all connections");
        while (!visitors.isEmpty()) {
            child.checkIsAlive();
            for (Iterator<Visitor> each = visitors.iterator(); each.hasNext(); ) {
                Visitor visitor = each.next();
                if (visitor.isAnswered()) {
                    visitor.close();
                    each.remove();
                    deadline.renew();
                }
            }
            deadline.pause();
        }
    }

    private static final class Visitor implements AutoCloseable {
        private final Peer socket;
        private final int word;
        private final ByteBuffer answer = ByteBuffer.allocate(CrowdedServer.WORD);

        Visitor(SocketAddress address, int word) {
            this.word = word;
            socket = Peer.connect(address).unblocked();
            socket.send(ByteBuffer.allocate(CrowdedServer.WORD).putInt(word).array());
        }

        boolean isAnswered() {
            Check.that(socket.read(answer) >= 0, "connection " + word + " was lost");
            if (answer.hasRemaining()) {
                return false;
            }
            Check.equal("an answer", word, answer.getInt(0));
            return true;
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** The server's process and what it has printed. */
    private static final class Child implements AutoCloseable {
        private final Stage stage;
        private final Process process;
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final FutureTask<Boolean> reading;

        Child(Stage stage) throws IOException {
            this.stage = stage;
            process =
                    new ProcessBuilder(
                                    "sh",
                                    "-c",
                                    "ulimit -n " + LIMIT + " && exec \"$@\"",
                                    "sh",
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx256m",
                                    "-XX:+UseSerialGC",
                                    "-cp",
                                    classPath(),
                                    CrowdedServer.class.getName(),
                                    stage.transport())
                            .redirectErrorStream(true)
                            .start();
            reading = stage.background("server-output", this::readLines);
        }

        private static String classPath() {
            return System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path"));
        }

        private boolean readLines() throws IOException {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            }
            return true;
        }

        SocketAddress address() {
            String line = awaitLine(CrowdedServer.LISTENING);
            int port = Integer.parseInt(line.substring(CrowdedServer.LISTENING.length()));
            return Loopback.address(1, port);
        }

        String awaitLine(String start) {
            Deadline deadline = stage.deadline("\"" + start + "\" of the server");
            while (true) {
                for (String line : lines) {
                    if (line.startsWith(start)) {
                        return line;
                    }
                }
                checkIsAlive();
                deadline.pause();
            }
        }

        void checkIsAlive() {
            Check.that(process.isAlive(), "the server has ended: " + lines);
        }

        /** Has it end by itself; answers its summary. */
        String end() throws Exception {
            process.getOutputStream().close();
            Check.that(
                    process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS),
                    "the server does not end: " + lines);
            Check.that(process.exitValue() == 0, "the server has failed: " + lines);
            Check.that(Stage.get(reading), "the server's output was not read to its end");
            for (String line : lines) {
                if (line.startsWith(CrowdedServer.SERVED)) {
                    return line;
                }
            }
            throw new AssertionError("no summary: " + lines);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
