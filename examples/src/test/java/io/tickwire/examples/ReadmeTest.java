package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example, as it stands there. */
class ReadmeTest {
    @TempDir private Path folder;

    @Test
    @DisplayName("the README's example compiles and echoes")
    void exampleCompilesAndEchoes() throws IOException {
        Files.writeString(folder.resolve("Echo.java"), example());
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
                                folder.resolve("Echo.java").toString());
        assertThat(compiled).isZero();

        Process server =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                folder + System.getProperty("path.separator") + classPath,
                                "Echo",
                                "0")
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
                Socket peer = new Socket(InetAddress.getLoopbackAddress(), portIn(output))) {
            peer.getOutputStream().write("tick".getBytes(StandardCharsets.US_ASCII));
            peer.shutdownOutput();
            assertThat(peer.getInputStream().readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("tick");
        } finally {
            server.destroy();
        }
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
        List<String> lines = Files.readAllLines(Path.of("..", "README.md"));
        int start = lines.indexOf("```java") + 1;
        int end = start + lines.subList(start, lines.size()).indexOf("```");
        return String.join("\n", lines.subList(start, end));
    }
}
