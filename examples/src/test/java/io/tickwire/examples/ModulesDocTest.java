package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickwire.examples.server.Transports;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipes of docs/modules.md as they stand there, for one machine: in a folder with the jars
 * that the document names, each starts a program that echoes over the transport it found.
 */
class ModulesDocTest {
    private static final int LIMIT_SECONDS = 60;
    private static final String ADDED = " --add-modules [^ ]+";
    private static final String NATIVE = "io.netty.transport.io_uring.linux.x86_64";

    @TempDir private static Path folder;

    @BeforeAll
    static void fillTheFolder() throws Exception {
        Transports.assumeUsable("io_uring");
        // The document's commands name the natives' modules, and so a processor.
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the commands are for x86-64");
        new ModuleFolder(folder).fill(block("java", 0));
    }

    @Test
    @DisplayName("with the natives' modules added the program runs on io_uring from a module path")
    void withTheNativesAddedItRunsOnIoUring() throws Exception {
        assertThat(served(block("sh", 0))).contains("transport io_uring");
    }

    @Test
    @DisplayName("without them it runs on NIO and a warning names the modules to add")
    void withoutThemAWarningNamesTheModulesToAdd() throws Exception {
        String command = block("sh", 0);
        String without = command.replaceFirst(ADDED, "");
        assertThat(command).contains(NATIVE);
        assertThat(without).isNotEqualTo(command).doesNotContain(NATIVE);
        assertThat(served(without))
                .contains("transport nio")
                .contains("the transport io_uring is there but was not taken, nio was: ")
                .contains(
                        "; module "
                                + NATIVE
                                + " is not in the graph: add --add-modules "
                                + NATIVE
                                + ". To")
                .contains("add --add-modules io.netty.transport.epoll.linux.x86_64. To");
    }

    @Test
    @DisplayName("with all machines' natives on the class path it runs on io_uring")
    void withAllNativesOnTheClassPathItRunsOnIoUring() throws Exception {
        assertThat(folder.resolve("native").toFile().list()).hasSizeGreaterThan(4);
        assertThat(served(block("sh", 1))).contains("transport io_uring");
    }

    @Test
    @DisplayName("an image by jlink runs on io_uring, with no JDK and no jar")
    void anImageRunsOnIoUring() throws Exception {
        assertThat(served(block("sh", 2))).contains("transport io_uring");
        assertThat(folder.resolve("image/bin/javac")).doesNotExist();
    }

    /** Runs the commands, and is the program's one peer; answers what was printed. */
    private static String served(String commands) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-ec", commands)
                        .directory(folder.toFile())
                        .redirectErrorStream(true);
        String bin = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", bin, (path, first) -> first + ":" + path);
        Process process = builder.start();
        List<String> printed = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertEchoes(portIn(output, printed));
            output.lines().forEach(printed::add);
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("%s", printed).isZero();
        return String.join("\n", printed);
    }

    private static int portIn(BufferedReader output, List<String> printed) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            printed.add(line);
            if (line.startsWith("listening on ")) {
                return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            }
        }
        throw new AssertionError("the program does not listen: " + printed);
    }

    private static void assertEchoes(int port) throws IOException {
        try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), port)) {
            peer.setSoTimeout(LIMIT_SECONDS * 1000);
            peer.getOutputStream().write("tick".getBytes(StandardCharsets.US_ASCII));
            peer.shutdownOutput();
            assertThat(peer.getInputStream().readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("tick");
        }
    }

    /** The text of the document's n-th block in a language. */
    private static String block(String language, int index) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "modules.md"));
        int start = 0;
        for (int seen = 0; seen <= index; seen++) {
            int found = lines.subList(start, lines.size()).indexOf("```" + language);
            assertThat(found).as("%s block %d", language, seen).isNotNegative();
            start += found + 1;
        }
        return lines.subList(start, lines.size()).stream()
                .takeWhile(line -> !line.equals("```"))
                .collect(Collectors.joining("\n"));
    }
}
