package io.tickwire.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tickwire.examples.skirmish.SkirmishWorld;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The server's process ends well when it is told to. */
@DisabledOnOs(OS.WINDOWS)
class SkirmishProcessTest {
    private static final int SIGTERM_CODE = 128 + 15;

    @TempDir private Path folder;

    @Test
    @DisplayName("a server that gets SIGTERM saves the world before it ends")
    void aServerThatGetsSigtermSavesTheWorld() throws IOException, InterruptedException {
        Path save = folder.resolve("world");
        Process server =
                new ProcessBuilder(
                                new JvmCommand("")
                                        .of(
                                                "io.tickwire.benchmarks.skirmish.SkirmishServer",
                                                List.of("netty-nio", save.toString())))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            BufferedReader lines = server.inputReader(StandardCharsets.UTF_8);
            // The JVM may say something of its own before.
            assertThat(lines.lines().anyMatch(line -> line.startsWith("port "))).isTrue();
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(SIGTERM_CODE);
        } finally {
            server.destroyForcibly();
        }
        assertThat(folder.toFile().list()).containsExactly("world");
        SkirmishWorld world =
                SkirmishWorld.load(1, Unpooled.wrappedBuffer(Files.readAllBytes(save)));
        assertThat(world.playerCount()).isZero();
    }
}
