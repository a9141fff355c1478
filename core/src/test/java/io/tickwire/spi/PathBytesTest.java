package io.tickwire.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bytes of paths. */
class PathBytesTest {
    private static Path absolute(String escaped) {
        return Path.of(URI.create("file://" + escaped));
    }

    @Test
    @DisplayName("a path that is no text keeps its bytes, absolute or relative")
    void noText() {
        byte[] bytes = {'/', 'n', 'o', '/', (byte) 0xFF, '%', 'x'};
        Path path = absolute("/no/%FF%25x");
        assertThat(PathBytes.of(path)).isEqualTo(bytes);
        assertThat(PathBytes.isText(path)).isFalse();
        assertThat(PathBytes.path(bytes)).isEqualTo(path);
        Path name = path.getFileName();
        assertThat(PathBytes.of(name)).containsExactly(0xFF, '%', 'x');
        assertThat(PathBytes.of(Path.of("a").resolve(name)))
                .containsExactly('a', '/', 0xFF, '%', 'x');
    }

    @Test
    @DisplayName("a path that is text has the bytes of its text, and the empty one none")
    void text() {
        assertThat(PathBytes.of(Path.of("/a b/%41"))).asString().isEqualTo("/a b/%41");
        assertThat(PathBytes.of(Path.of(""))).isEmpty();
        Path umlaut = absolute("/%C3%BC");
        assertThat(PathBytes.of(umlaut)).isEqualTo("/\u00FC".getBytes(StandardCharsets.UTF_8));
        assertThat(PathBytes.path(PathBytes.of(umlaut))).isEqualTo(umlaut);
    }
}
