package io.tickwire.examples.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The example in docs/simulation.md. */
class SimulationDocTest {
    private static final String BEGIN = "class ChatRoomWorldTest {";

    @Test
    @DisplayName("the test in the docs is the one that is compiled and run")
    void docShowsTheTest() throws IOException {
        String doc = Files.readString(Path.of("..", "docs", "simulation.md"));
        String source =
                Files.readString(
                        Path.of("src/test/java/io/tickwire/examples/world/ChatRoomWorldTest.java"));
        String shown = source.substring(source.indexOf(BEGIN));
        assertThat(doc).contains("```java\n" + shown + "```\n");
    }
}
