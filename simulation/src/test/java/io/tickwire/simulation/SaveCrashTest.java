package io.tickwire.simulation;

import static io.tickwire.simulation.FilesFixture.NEW;
import static io.tickwire.simulation.FilesFixture.filled;
import static io.tickwire.simulation.FilesFixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tickwire.IoStatus;
import io.tickwire.TickLoop;
import io.tickwire.readiness.ReadinessFile;
import io.tickwire.recipes.WholeFiles;
import io.tickwire.spi.OpenFlags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a crash leaves of files that are saved as a whole. */
@Tag("once")
class SaveCrashTest {
    private static final Path FILE = path("world.dat");
    private static final Path BESIDE = path("world.dat.tmp");
    private static final int REPLACE = NEW | OpenFlags.TRUNCATE;

    /** OPEN, WRITE, FSYNC, CLOSE (no call on the backend) and RENAME. */
    private static final int CALLS = 4;

    /** What core does besides: OPEN and FSYNC of the directory. */
    private static final int CALLS_OF_CORE = CALLS + 2;

    private int oldSeen;
    private int newSeen;
    private int tornSeen;

    private void see(WorldFiles files, byte[] before, byte[] after) {
        byte[] found = files.exists(FILE) ? files.contents(FILE) : new byte[0];
        if (Arrays.equals(found, before)) {
            oldSeen++;
        } else if (Arrays.equals(found, after)) {
            newSeen++;
        } else {
            tornSeen++;
        }
    }

    @Test
    @DisplayName("core's save leaves the whole old or the whole new file, at whatever call it dies")
    void coreSaves() {
        byte[] before = filled(3_000, 1);
        byte[] after = filled(5_000, 2);
        for (int seed = 0; seed < 1_000; seed++) {
            for (int calls = 0; calls < CALLS_OF_CORE; calls++) {
                see(afterCrash(seed, before, after, calls), before, after);
            }
        }
        assertThat(tornSeen).isZero();
        assertThat(oldSeen).isGreaterThan(4_000);
        assertThat(newSeen).as("crashes after the rename that kept it").isBetween(400, 1_600);
    }

    @Test
    @DisplayName("what core has reported saved is there after a crash, for every seed")
    void coreSavesAreSure() {
        byte[] before = filled(3_000, 1);
        byte[] after = filled(5_000, 2);
        for (int seed = 0; seed < 1_000; seed++) {
            see(afterCrash(seed, before, after, CALLS_OF_CORE), before, after);
        }
        assertThat(newSeen).isEqualTo(1_000);
    }

    private static WorldFiles afterCrash(int seed, byte[] before, byte[] after, int calls) {
        WorldFiles files = new FilesFixture(seed).files;
        files.put(FILE, before);
        saveByCore(files, after, calls);
        if (files.crashes() == 0) {
            files.crash();
        }
        return files;
    }

    private static void saveByCore(WorldFiles files, byte[] content, int calls) {
        List<IoStatus> seen = new ArrayList<>();
        try (TickLoop loop =
                TickLoop.builder()
                        .transport(new MortalFiles(files, calls))
                        .phase("save", phase -> phase.lane("save"))
                        .build()) {
            assertThat(
                            WholeFiles.save(
                                    loop.lane("save").intents(),
                                    FILE,
                                    Unpooled.directBuffer().writeBytes(content),
                                    (status, tick) -> seen.add(status)))
                    .isTrue();
            for (int i = 0; i < 10; i++) {
                loop.tick();
            }
        }
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0) == IoStatus.OK).isEqualTo(calls >= CALLS_OF_CORE);
    }

    @Test
    @DisplayName("saves one after the other, with crashes anywhere, never lose or mix a content")
    void manySaves() {
        for (int seed = 0; seed < 3_000; seed++) {
            SplittableRandom steps = new SplittableRandom(seed);
            FilesFixture world = new FilesFixture(seed);
            byte[] before = filled(1 + steps.nextInt(9_000), 0);
            world.files.put(FILE, before);
            byte[] sure = before;
            for (int number = 1; number < 12; number++) {
                byte[] after = filled(1 + steps.nextInt(9_000), number);
                int calls = steps.nextInt(CALLS + 1);
                boolean isSaved = save(world, after, calls, true);
                // The sync of a later file that had the name beside made the rename sure.
                sure = calls > 2 ? before : sure;
                if (isSaved && steps.nextBoolean()) {
                    before = after;
                    continue;
                }
                world.files.crash();
                assertThat(world.files.contents(FILE))
                        .as("seed " + seed + ", save " + number)
                        .isIn(sure, before, isSaved ? after : before);
                before = world.files.contents(FILE);
                sure = before;
            }
        }
    }

    @Test
    @DisplayName("a save without the fsync gets torn, for some seeds")
    void withoutSync() {
        byte[] before = filled(3_000, 1);
        byte[] after = filled(5_000, 2);
        for (int seed = 0; seed < 1_000; seed++) {
            FilesFixture world = new FilesFixture(seed);
            world.files.put(FILE, before);
            assertThat(save(world, after, CALLS, false)).isTrue();
            world.files.crash();
            see(world.files, before, after);
        }
        assertThat(tornSeen).isGreaterThan(200);
        assertThat(oldSeen).isGreaterThan(200);
        assertThat(newSeen).isPositive();
    }

    @Test
    @DisplayName("a save in place, though synced, gets torn while it is made")
    void inPlace() {
        byte[] before = filled(5_000, 1);
        byte[] after = filled(5_000, 2);
        for (int seed = 0; seed < 1_000; seed++) {
            FilesFixture world = new FilesFixture(seed);
            world.files.put(FILE, before);
            world.write(world.open(FILE, OpenFlags.WRITE), 0, after);
            world.files.crash();
            see(world.files, before, after);
        }
        assertThat(tornSeen).isGreaterThan(200);
        assertThat(oldSeen).isPositive();
        assertThat(newSeen).isPositive();
    }

    /** A save by hand, up to a number of calls; whether it came to its end. */
    private static boolean save(FilesFixture world, byte[] content, int calls, boolean isSynced) {
        if (calls > 0) {
            ReadinessFile file = world.open(BESIDE, REPLACE);
            if (calls > 1) {
                assertThat(world.write(file, 0, content)).isEqualTo(content.length);
            }
            if (calls > 2 && isSynced) {
                assertThat(world.fsync(file)).isZero();
            }
            assertThat(file.end()).isZero();
        }
        return calls >= CALLS && world.rename(BESIDE, FILE) == IoStatus.OK;
    }
}
