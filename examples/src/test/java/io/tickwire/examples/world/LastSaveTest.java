package io.tickwire.examples.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.examples.server.Transports;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a signal does to a program that has said {@code loop.stopOnSignals()}. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals")
class LastSaveTest {
    private static final long LIMIT_SECONDS = 30;

    @ParameterizedTest
    @MethodSource("io.tickwire.examples.server.Transports#names")
    @DisplayName("SIGTERM lets a program save, close its loop and say so before it is gone")
    void saves(String transport, @TempDir Path folder) throws Exception {
        Transports.assumeUsable(transport);
        Path file = folder.resolve("world");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                LastSave.class.getName(),
                                transport,
                                file.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("running");
            assertThat(process.toHandle().destroy()).isTrue(); // unlike Process.destroy, reads on
            List<String> lines = out.lines().toList();
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(lines).containsExactly("saved: OK", "closed");
        } finally {
            process.destroyForcibly();
        }
        assertThat(ByteBuffer.wrap(Files.readAllBytes(file)).getLong()).isPositive();
    }
}
