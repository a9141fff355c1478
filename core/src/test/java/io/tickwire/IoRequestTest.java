package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.spi.OpenFlags;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a request makes of what it is told, before it is queued. */
class IoRequestTest {
    @Test
    @DisplayName("a multishot cannot be prompt, in whichever order it is said")
    void promptMultishot() {
        try (StreamFixture f = new StreamFixture()) {
            IoListener listener =
                    f.loop.listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            SocketOptions.DEFAULT);
            IoRequest request = new IoRequest();
            assertThatThrownBy(() -> request.accept(listener).prompt().multishot())
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> request.accept(listener).multishot().prompt())
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("D3: who only reads neither creates nor cuts a file, on any transport")
    void readOnlyOpenChangesNothing() {
        IoRequest request =
                new IoRequest()
                        .open(
                                Path.of("any"),
                                StandardOpenOption.READ,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(request.openFlags).isEqualTo(OpenFlags.READ);
    }
}
