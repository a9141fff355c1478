package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.spi.PeerCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PeerDecoderTest {
    private static final int AT = 8;

    /** Decodes a Unix name of two bytes that are no ASCII; for a JVM of its own. */
    static final class NameOutsideTheLocale {
        private NameOutsideTheLocale() {}

        public static void main(String[] args) {
            System.out.print(unixPeer("é".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static SocketAddress unixPeer(byte[] name) {
        ByteBuf memory = Unpooled.wrappedBuffer(new byte[128]);
        memory.setShortLE(AT, LinuxAbi.AF_UNIX).setBytes(AT + 2, name);
        return new PeerDecoder(new PeerCache()).decode(memory, AT, 2 + name.length);
    }

    @Test
    @DisplayName("what the codec writes the decoder reads: IPv4, IPv6 with its scope, Unix")
    void roundTrips() throws IOException {
        Random random = new Random(20_260_101);
        PeerDecoder decoder = new PeerDecoder(new PeerCache());
        ByteBuf memory = Unpooled.wrappedBuffer(new byte[128]);
        for (int i = 0; i < 20_000; i++) {
            byte[] host = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(host);
            SocketAddress address =
                    new InetSocketAddress(
                            InetAddress.getByAddress(host), random.nextInt(1, 1 << 16));
            int length = SockaddrCodec.encode(address, memory.slice(AT, 112));
            SocketAddress decoded = decoder.decode(memory, AT, length);
            assertThat(decoded).isEqualTo(address);
            assertThat(decoder.decode(memory, AT, length)).isSameAs(decoded);
        }
        SocketAddress unix = UnixDomainSocketAddress.of(Path.of("/run/game"));
        int length = SockaddrCodec.encode(unix, memory.slice(AT, 112));
        assertThat(decoder.decode(memory, AT, length)).isEqualTo(unix);
    }

    @Test
    @DisplayName("a Unix peer without a path, or with an abstract name, has an empty path")
    void noPath() {
        assertThat(unixPeer(new byte[0])).isEqualTo(UnixDomainSocketAddress.of(""));
        assertThat(unixPeer(new byte[] {0, 'a'})).isEqualTo(UnixDomainSocketAddress.of(""));
    }

    @Test
    @DisplayName("a Unix peer whose name the locale cannot express has an empty path")
    void nameOutsideTheLocale() throws IOException, InterruptedException {
        ProcessBuilder child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                NameOutsideTheLocale.class.getName())
                        .redirectErrorStream(true);
        child.environment().put("LC_ALL", "C");
        Process process = child.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(process.exitValue()).isZero();
    }
}
