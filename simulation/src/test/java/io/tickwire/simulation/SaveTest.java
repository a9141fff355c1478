package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoStatus;
import io.tickwire.TickLoop;
import io.tickwire.recipes.WholeFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Saves in a simulated world whose disk fails. */
@Tag("once")
class SaveTest {
    private static final Path FOLDER = Path.of("/saves");
    private static final Duration PERIOD = Duration.ofMillis(16);
    private static final Path FILE = FOLDER.resolve("world.dat");

    private static TickLoop loop(World world) {
        return loop(world, "save");
    }

    /** With full callbacks' lanes; the files beside are named by the number of the lane. */
    private static TickLoop loop(World world, String... lanes) {
        return world.build(
                TickLoop.builder()
                        .config(BatchConfig.builder().callbackCapacity(1).build())
                        .phase("save", phase -> List.of(lanes).forEach(phase::lane)));
    }

    /** Saves some bytes; answers what the save came to. */
    private static IoStatus save(TickLoop loop, int bytes) {
        List<IoStatus> seen = new ArrayList<>();
        ByteBuf content = Unpooled.directBuffer(bytes).writeZero(bytes);
        boolean isQueued =
                WholeFiles.save(
                        loop.lane("save").intents(),
                        FILE,
                        content,
                        (status, tick) -> seen.add(status));
        assertThat(isQueued).isTrue();
        for (int i = 0; i < 12; i++) {
            loop.tick();
        }
        assertThat(seen).hasSize(1);
        return seen.get(0);
    }

    @Test
    @DisplayName("a save that fails, at whatever step, leaves one file in the folder and none open")
    void failures() {
        Set<IoStatus> seen = new TreeSet<>();
        for (int seed = 0; seed < 300; seed++) {
            World world =
                    World.builder()
                            .seed(seed)
                            .faults(
                                    FaultRates.NONE
                                            .with(Fault.IO_ERROR, 0.1)
                                            .with(Fault.NO_SPACE, 0.1)
                                            .with(Fault.SHORT_WRITE, 0.1)
                                            .with(Fault.OPEN_NO_DESCRIPTOR, 0.1))
                            .build();
            world.files().makeDirectories(FOLDER);
            world.files().put(FILE, new byte[10]);
            try (TickLoop loop = loop(world)) {
                IoStatus status = save(loop, 9_000);
                seen.add(status);
                if (status == IoStatus.OK) {
                    assertThat(world.files().durableContents(FILE)).hasSize(9_000);
                }
                assertThat(world.files().list(FOLDER)).containsExactly("world.dat");
                assertThat(world.files().sizeBytes(FILE)).isIn(10L, 9_000L);
                assertThat(world.files().openFiles()).isZero();
            }
            world.check(() -> {});
        }
        assertThat(seen).contains(IoStatus.OK, IoStatus.EIO, IoStatus.ENOSPC, IoStatus.EMFILE);
    }

    @Test
    @DisplayName("two loops save one file at once, with full callbacks' lanes: all ends, all whole")
    void twoLoops() {
        int failed = 0;
        for (int seed = 0; seed < 60; seed++) {
            World world =
                    World.builder()
                            .seed(seed)
                            .seam(seed % 2 == 0 ? Seam.ENGINE : Seam.TRANSPORT)
                            .faults(
                                    FaultRates.NONE
                                            .with(Fault.IO_ERROR, 0.05)
                                            .with(Fault.SHORT_WRITE, 0.2)
                                            .with(Fault.OPEN_NO_DESCRIPTOR, 0.05))
                            .build();
            world.files().makeDirectories(FOLDER);
            // Under one name beside, the checkers cannot tell one loop's rename from the other's.
            try (TickLoop one = loop(world);
                    TickLoop other = loop(world, "idle", "save")) {
                List<IoStatus> seen = new ArrayList<>();
                for (int save = 1; save <= 10; save++) {
                    queueSave(one, save, seen);
                    queueSave(other, 100 + save, seen);
                }
                for (int i = 0; i < 2_000 && seen.size() < 20; i++) {
                    one.tick();
                    other.tick();
                    world.advance(PERIOD);
                }
                assertThat(seen).as("seed %d", seed).hasSize(20);
                for (int i = 0; i < 2_000 && !isClean(world); i++) {
                    one.tick();
                    other.tick();
                    world.advance(PERIOD);
                }
                failed += (int) seen.stream().filter(status -> status != IoStatus.OK).count();
                assertThat(world.files().list(FOLDER)).isSubsetOf("world.dat");
                assertThat(world.files().openFiles()).isZero();
                if (seen.contains(IoStatus.OK)) {
                    byte[] found = world.files().durableContents(FILE);
                    assertThat(found.length % 101).as("all bytes of one save").isZero();
                    assertThat(found).containsOnly(found[0]);
                }
            }
            world.check(() -> {});
        }
        assertThat(failed).isPositive();
    }

    private static boolean isClean(World world) {
        return world.files().openFiles() == 0 && world.files().list(FOLDER).size() <= 1;
    }

    /** Saves some times 101 bytes, all the same. */
    private static void queueSave(TickLoop loop, int number, List<IoStatus> seen) {
        int bytes = 101 * number;
        ByteBuf content = Unpooled.directBuffer(bytes);
        while (content.isWritable()) {
            content.writeByte(number);
        }
        boolean isQueued =
                WholeFiles.save(
                        loop.lane("save").intents(),
                        FILE,
                        content,
                        (status, tick) -> seen.add(status));
        assertThat(isQueued).isTrue();
    }

    @Test
    @DisplayName("a file that a crash left beside another one is no obstacle")
    void leftovers() {
        World world = World.builder().seed(3).build();
        world.files().makeDirectories(FOLDER);
        for (int run = 1; run <= 5; run++) {
            TickLoop loop = loop(world);
            boolean isQueued =
                    WholeFiles.save(
                            loop.lane("save").intents(),
                            FILE,
                            Unpooled.directBuffer(8).writeLong(run),
                            (status, tick) -> {});
            assertThat(isQueued).isTrue();
            loop.beginTick();
            loop.endPhase("save");
            world.files().sync();
            world.crash();
            loop.close();
            try (TickLoop next = loop(world)) {
                assertThat(save(next, 100 * run)).isEqualTo(IoStatus.OK);
                assertThat(world.files().durableContents(FILE)).hasSize(100 * run);
            }
        }
        assertThat(Collections.max(world.files().list(FOLDER))).isEqualTo("world.dat");
        world.check(() -> {});
    }
}
