package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.PooledByteBufAllocator;
import io.tickwire.stress.harness.Buffers;
import io.tickwire.stress.harness.DescriptorProbe;
import io.tickwire.stress.harness.LeakProbe;
import io.tickwire.stress.harness.TimeLimits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Canaries: each probe of this suite must be able to fail. */
abstract class ProbeTck extends TckCase {
    private static final AtomicInteger DROPPED = new AtomicInteger();

    ProbeTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("the leak probe finds a buffer that nobody released")
    void leakedBuffer() {
        dropBuffer();
        assertThat(LeakProbe.awaitLeaks()).hasSize(1);
    }

    @Test
    @DisplayName("the leak probe finds direct memory that is still in use")
    void memoryInUse() {
        LeakProbe probe = LeakProbe.start();
        buffers.keep(1_000);
        assertThatThrownBy(probe::assertNothingLeaked)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1000");
    }

    @Test
    @DisplayName("the buffer watch finds a reference that somebody kept")
    void keptReference() {
        Buffers watched = new Buffers();
        watched.give(new byte[8]);
        assertThatThrownBy(watched::assertReleased).isInstanceOf(AssertionError.class);
    }

    @Test
    @DisplayName("the descriptor probe finds a file that is left open")
    void openDescriptor() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
        Path path = Files.createFile(directory().resolve("left-open"));
        DescriptorProbe probe = new DescriptorProbe();
        try (FileChannel channel = FileChannel.open(path)) {
            assertThat(channel.isOpen()).isTrue();
            assertThatThrownBy(probe::assertNothingNew)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("left-open");
        }
        probe.assertNothingNew();
    }

    @Test
    @DisplayName("the log probe finds a warning")
    void warning() {
        System.getLogger("tck").log(System.Logger.Level.WARNING, "a warning of the test itself");
        assertThat(takeWarnings()).hasSize(1);
    }

    @Test
    @DisplayName("the allocation probe sees what this thread allocates")
    void allocation() {
        AllocationProbe probe = new AllocationProbe();
        probe.start();
        byte[] bytes = randomBytes(10_000);
        assertThat(probe.bytes()).isBetween((long) bytes.length, 1L << 20);
    }

    @Test
    @DisplayName("limits are multiplied by how slow the machine is said to be")
    void slowness() {
        assertThat(TimeLimits.slowness("1")).isEqualTo(1);
        assertThat(TimeLimits.slowness(" 20 ")).isEqualTo(20);
        for (String wrong : new String[] {"", "0", "-1", "1001", "fast"}) {
            assertThatThrownBy(() -> TimeLimits.slowness(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + wrong + "\"");
        }
        int factor = TimeLimits.slowness(System.getProperty(TimeLimits.SLOWNESS_PROPERTY, "1"));
        assertThat(TimeLimits.ofSeconds(40).toSeconds()).isEqualTo(40L * factor);
    }

    private static void dropBuffer() {
        // The detector reports what it has reported before no second time.
        String name = "dropped " + DROPPED.incrementAndGet();
        PooledByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1).touch(name);
    }
}
