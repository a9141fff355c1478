package io.tickwire.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BatchConfig;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.simulation.Peer;
import io.tickwire.simulation.PeerHandler;
import io.tickwire.simulation.Seam;
import io.tickwire.simulation.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/guide.md: its code is compiled, and does what the text says. */
class GuideTest {
    private static final Path SOURCES = Path.of("src/test/java/io/tickwire/examples");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```\n", Pattern.DOTALL);

    private static String withoutIndentation(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }

    private static String read(Path path) {
        try {
            return withoutIndentation(Files.readString(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("every block of code in the guide stands in a source that is compiled")
    void codeIsCompiled() throws IOException {
        List<String> sources;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sources =
                    files.filter(f -> f.toString().endsWith(".java")).map(GuideTest::read).toList();
        }
        List<String> blocks =
                BLOCK.matcher(Files.readString(Path.of("..", "docs", "guide.md")))
                        .results()
                        .map(match -> withoutIndentation(match.group(1)))
                        .toList();
        assertThat(blocks).hasSizeGreaterThan(8);
        assertThat(blocks)
                .allSatisfy(
                        block ->
                                assertThat(sources)
                                        .as("a source with the block")
                                        .anyMatch(source -> source.contains(block)));
    }

    /** Keeps the numbers that a beacon sends. */
    private static final class Watcher implements PeerHandler {
        final List<Long> numbers = new ArrayList<>();
        private final ByteBuffer partly = ByteBuffer.allocate(Long.BYTES);

        @Override
        public void received(Peer from, ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                partly.put(bytes.get());
                if (!partly.hasRemaining()) {
                    numbers.add(partly.flip().getLong());
                    partly.clear();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Seam.class)
    @DisplayName("a beacon sends each tick to who reads, and drops who does not")
    void beacon(Seam seam) {
        World world = World.builder().seed(2).seam(seam).build();
        InetSocketAddress address = new InetSocketAddress("10.0.0.1", 4000);
        Beacon beacon = new Beacon(address);
        BatchConfig config = BatchConfig.builder().streamPending(1_000, 100).build();
        try (TickLoop loop =
                world.build(
                        TickLoop.builder()
                                .config(config)
                                .phase("beacon", phase -> phase.system(beacon)))) {
            Watcher reads = new Watcher();
            world.peer(address, reads);
            world.peer(address, new Watcher()).readSpeed(0);
            Peer leaves = world.peer(address, new Watcher());
            world.after(Duration.ofSeconds(1), leaves::reset);
            world.run(loop, TickRate.hertz(1_000), Duration.ofMinutes(1));
            world.check(
                    () -> {
                        assertThat(beacon.watchers()).isEqualTo(1);
                        List<Long> ticks = reads.numbers.subList(1, reads.numbers.size());
                        assertThat(ticks).hasSizeGreaterThan(59_000);
                        for (int i = 0; i < ticks.size(); i++) {
                            assertThat(ticks.get(i)).isEqualTo(ticks.get(0) + i);
                        }
                    });
        }
    }

    @Test
    @DisplayName("any thread drives a loop by way of its owner, and a pool fills its lanes")
    void ownedLoop() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try (OwnedLoop loop = new OwnedLoop()) {
            for (int i = 0; i < 10; i++) {
                loop.tick(
                        workers,
                        lane -> {
                            lane.completions().forEach(completion -> ended.incrementAndGet());
                            assertThat(lane.intents().queue(lane.request().nop())).isTrue();
                        });
            }
        } finally {
            workers.shutdown();
        }
        assertThat(ended).hasValue(18);
    }

    @Test
    @DisplayName("what systems of a parallel phase write to a client comes in their order")
    void parallelSystems() throws IOException {
        Regions regions = new Regions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try (TickLoop loop = regions.declare(workers).transport("nio").build();
                Socket socket = new Socket()) {
            socket.connect(regions.clients.localAddress());
            while (regions.clients.size() == 0) {
                loop.tick();
            }
            loop.tick();
            socket.getOutputStream().write(new byte[] {0, 1, 7});
            while (regions.clients.size() > 0) {
                loop.tick();
            }
            for (int i = 0; i < 10; i++) {
                loop.tick();
            }
            byte[] heard = socket.getInputStream().readNBytes(6);
            assertThat(heard).containsExactly(0, 1, 1, 0, 1, 2);
        } finally {
            workers.shutdown();
        }
    }
}
