package io.tickwire.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The README's example, as it stands there. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path SOURCE = Path.of("src/test/java/io/tickwire/examples/chat/Chat.java");
    private static final String PACKAGE = "package io.tickwire.examples.chat;\n\n";
    private static final long LIMIT_SECONDS = 30;

    @TempDir private Path folder;

    /** Somebody who talks, one line at a time. */
    private record Guest(Socket socket, BufferedReader heard) implements AutoCloseable {
        static Guest connect(int port) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            return new Guest(
                    socket,
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)));
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    @DisplayName("the README's example is the one that the simulation has")
    void exampleIsTheOneInTheSimulation() throws IOException {
        assertThat(PACKAGE + example()).isEqualTo(Files.readString(SOURCE));
    }

    @Test
    @DisplayName("the README's example compiles, has people talk, saves at SIGTERM and goes on")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals")
    void exampleCompilesAndChats() throws Exception {
        compile();
        Process server = start();
        try (BufferedReader output = server.inputReader(UTF_8)) {
            int port = portIn(output);
            try (Guest ann = Guest.connect(port);
                    Guest bob = Guest.connect(port)) {
                enter(ann, "Ann");
                ann.say("first");
                assertThat(ann.heard().readLine()).isEqualTo("Ann: first");
                enter(bob, "Bob");
                assertThat(bob.heard().readLine()).isEqualTo("Ann: first");
                bob.say("second");
                assertThat(ann.heard().readLine()).isEqualTo("Bob: second");
                assertThat(bob.heard().readLine()).isEqualTo("Bob: second");
                bob.say("/quit");
                assertThat(bob.heard().lines().toList()).containsExactly("Bye.");
                assertThat(ann.heard().readLine()).isEqualTo("Bob is gone: KICKED");
                assertThat(server.toHandle().destroy()).isTrue(); // unlike destroy(), reads on
                assertThat(ann.heard().lines().toList()).containsExactly("See you later.");
            }
            assertThat(output.lines().toList()).contains("OK");
            assertThat(server.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroyForcibly();
        }
        assertThat(folder.resolve("chat.txt")).hasContent("Ann: first\nBob: second");
        goesOn();
    }

    @Test
    @DisplayName("the artifacts that the README names are those of the bom, in its version")
    void coordinatesAreTheBoms() throws IOException {
        String readme = Files.readString(README);
        String bom = Files.readString(Path.of("..", "bom", "pom.xml"));
        String version = firstBetween("<version>", "</version>", bom);
        assertThat(readme).contains("<version>" + version + "</version>");
        int start = readme.indexOf("| artifact | for |");
        List<String> named =
                Pattern.compile("`(tickwire-[a-z-]+)`")
                        .matcher(readme.substring(start, readme.indexOf("\n\n", start)))
                        .results()
                        .map(match -> "<artifactId>" + match.group(1) + "</artifactId>")
                        .toList();
        assertThat(named).hasSizeGreaterThan(6);
        assertThat(bom).contains(named);
    }

    private void goesOn() throws IOException {
        Process server = start();
        try (BufferedReader output = server.inputReader(UTF_8);
                Guest cid = Guest.connect(portIn(output))) {
            enter(cid, "Cid");
            assertThat(cid.heard().readLine()).isEqualTo("Ann: first");
            assertThat(cid.heard().readLine()).isEqualTo("Bob: second");
        } finally {
            server.destroyForcibly();
        }
    }

    private static void enter(Guest guest, String name) throws IOException {
        assertThat(guest.heard().readLine()).isEqualTo("Who are you?");
        guest.say(name);
    }

    private void compile() throws IOException {
        Path source = Files.writeString(folder.resolve("Chat.java"), example());
        String classPath = System.getProperty("java.class.path");
        int compiled =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                classPath,
                                "-d",
                                folder.toString(),
                                source.toString());
        assertThat(compiled).isZero();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        folder
                                + System.getProperty("path.separator")
                                + System.getProperty("java.class.path"),
                        "Chat",
                        "0",
                        folder.resolve("chat.txt").toString())
                .redirectErrorStream(true)
                .start();
    }

    private static int portIn(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("listening on ")) {
                return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            }
        }
        throw new AssertionError("the example does not say where it listens");
    }

    private static String example() throws IOException {
        return firstBetween("```java\n", "```\n", Files.readString(README));
    }

    private static String firstBetween(String begin, String end, String text) {
        int start = text.indexOf(begin) + begin.length();
        return text.substring(start, text.indexOf(end, start));
    }
}
