package io.tickwire.simulation;

import static io.tickwire.simulation.FilesFixture.FOLDER;
import static io.tickwire.simulation.FilesFixture.NEW;
import static io.tickwire.simulation.FilesFixture.bytes;
import static io.tickwire.simulation.FilesFixture.filled;
import static io.tickwire.simulation.FilesFixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoStatus;
import io.tickwire.readiness.ReadinessFile;
import io.tickwire.spi.OpenFlags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class WorldFilesCrashTest {
    private static final int SEEDS = 2_000;

    /** What many seeds leave, each once. */
    private static Set<String> outcomes(Function<FilesFixture, String> run) {
        Set<String> outcomes = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            outcomes.add(run.apply(new FilesFixture(seed)));
        }
        return outcomes;
    }

    private static String names(FilesFixture world) {
        return String.join(" ", world.files.list(FOLDER));
    }

    @Test
    @DisplayName("what was synced is there after a crash, a new file's name included")
    void syncedStays() {
        assertThat(
                        outcomes(
                                world -> {
                                    ReadinessFile file = world.open(path("f"), NEW);
                                    world.write(file, 0, filled(9_000, 1));
                                    world.fsync(file);
                                    world.write(file, 100, filled(10, 2));
                                    world.fdatasync(file);
                                    world.files.crash();
                                    byte[] found = world.files.contents(path("f"));
                                    return found.length + " " + found[99] + " " + found[100];
                                }))
                .containsExactly("9000 2 3");
    }

    @Test
    @DisplayName("each sector that was not synced is old or new as a whole, in any combination")
    void sectors() {
        assertThat(
                        outcomes(
                                world -> {
                                    world.files.put(path("f"), filled(3 * 512, 1));
                                    ReadinessFile file = world.open(path("f"), NEW);
                                    world.write(file, 0, filled(3 * 512, 2));
                                    world.files.crash();
                                    return sectorsOf(world.files.contents(path("f")));
                                }))
                .containsExactly("222", "223", "232", "233", "322", "323", "332", "333");
    }

    private static String sectorsOf(byte[] content) {
        StringBuilder sectors = new StringBuilder();
        for (int i = 0; i < content.length; i++) {
            if (i % 512 == 0) {
                sectors.append(content[i]);
            } else {
                assertThat(content[i]).as("byte " + i).isEqualTo(content[i - 1]);
            }
        }
        return sectors.toString();
    }

    @Test
    @DisplayName("a file that grew has its old size, its new one or one in between, with zeros")
    void sizes() {
        Set<String> outcomes =
                outcomes(
                        world -> {
                            world.files.put(path("f"), filled(512, 1));
                            ReadinessFile file = world.open(path("f"), NEW);
                            world.write(file, 512, filled(1000, 2));
                            world.files.crash();
                            byte[] found = world.files.contents(path("f"));
                            return found.length + " " + sectorsOf(found);
                        });
        assertThat(outcomes)
                .containsExactly(
                        "1024 20",
                        "1024 23",
                        "1512 200",
                        "1512 203",
                        "1512 230",
                        "1512 233",
                        "512 2");
    }

    @Test
    @DisplayName("of a file cut and written again nothing old and new is mixed")
    void cut() {
        assertThat(
                        outcomes(
                                world -> {
                                    world.files.put(path("f"), filled(2 * 512, 1));
                                    ReadinessFile file =
                                            world.open(path("f"), NEW | OpenFlags.TRUNCATE);
                                    world.write(file, 0, filled(2 * 512, 2));
                                    world.files.crash();
                                    return sectorsOf(world.files.contents(path("f")));
                                }))
                .containsExactly("", "0", "00", "03", "22", "3", "30", "33");
    }

    @Test
    @DisplayName("a write with DSYNC or SYNC is there when it has ended, and nothing else is")
    void syncingOpens() {
        for (int flag : new int[] {OpenFlags.DSYNC, OpenFlags.SYNC}) {
            FilesFixture world = new FilesFixture(1);
            ReadinessFile plain = world.open(path("f"), NEW);
            ReadinessFile syncing = world.open(path("f"), NEW | flag);
            world.write(plain, 0, filled(512, 1));
            world.write(syncing, 512, filled(512, 2));
            assertThat(sectorsOf(world.files.durableContents(path("f")))).isEqualTo("03");
            world.write(plain, 1024, filled(512, 3));
            assertThat(world.files.durableContents(path("f"))).hasSize(1024);
        }
    }

    @Test
    @DisplayName("names are changed independently, each as a whole")
    void independentNames() {
        assertThat(
                        outcomes(
                                world -> {
                                    world.files.put(path("old"), bytes("x"));
                                    world.files.put(path("gone"), bytes("x"));
                                    world.open(path("made"), NEW);
                                    world.rename(path("old"), path("new"));
                                    world.unlink(path("gone"));
                                    world.files.crash();
                                    return names(world);
                                }))
                .containsExactly(
                        "gone made new",
                        "gone made old",
                        "gone new",
                        "gone old",
                        "made new",
                        "made old",
                        "new",
                        "old");
    }

    @Test
    @DisplayName("changes of one name, and those below a new directory, come in their order")
    void dependentNames() {
        assertThat(
                        outcomes(
                                world -> {
                                    world.open(path("a"), NEW);
                                    world.rename(path("a"), path("b"));
                                    world.rename(path("b"), path("c"));
                                    world.files.crash();
                                    return names(world);
                                }))
                .containsExactly("", "a", "b", "c");
        assertThat(
                        outcomes(
                                world -> {
                                    world.makeDirectory(path("d"));
                                    world.open(path("d/f"), NEW);
                                    world.files.crash();
                                    boolean isMade = world.files.exists(path("d/f"));
                                    return names(world) + (isMade ? "/f" : "");
                                }))
                .containsExactly("", "d", "d/f");
        assertThat(
                        outcomes(
                                world -> {
                                    world.files.put(path("d/f"), bytes("x"));
                                    world.rename(path("d/f"), path("f"));
                                    world.removeDirectory(path("d"));
                                    world.files.crash();
                                    return names(world);
                                }))
                .containsExactly("d", "d f", "f");
    }

    private static Set<String> renamed(Function<FilesFixture, Integer> sync) {
        return outcomes(
                world -> {
                    world.files.put(path("old"), bytes("x"));
                    ReadinessFile file = world.open(path("old"), OpenFlags.WRITE);
                    world.rename(path("old"), path("new"));
                    assertThat(sync.apply(world)).isZero();
                    world.files.crash();
                    assertThat(world.read(file, 0, 1)).isEqualTo("EBADF");
                    assertThat(file.end()).isEqualTo(IoStatus.EBADF.result());
                    return names(world);
                });
    }

    @Test
    @DisplayName("a rename is sure after an fsync of its file or directory, not an fdatasync")
    void sureRenames() {
        Function<FilesFixture, ReadinessFile> file =
                world -> world.open(path("new"), OpenFlags.READ);
        assertThat(renamed(world -> world.fsync(file.apply(world)))).containsExactly("new");
        assertThat(renamed(world -> world.fsync(world.open(FOLDER, OpenFlags.READ))))
                .containsExactly("new");
        assertThat(renamed(world -> world.fdatasync(file.apply(world))))
                .containsExactly("new", "old");
        assertThat(renamed(world -> world.fsync(world.open(path("other"), NEW))))
                .containsExactly("new other", "old other");
        assertThat(renamed(world -> world.fsync(world.open(path("old"), NEW))))
                .containsExactly("new old");
        assertThat(
                        renamed(
                                world -> {
                                    world.files.sync();
                                    return 0;
                                }))
                .containsExactly("new");
    }

    @Test
    @DisplayName("a file put in place is on the device, and what else was unsure stays so")
    void putIsDurable() {
        assertThat(
                        outcomes(
                                world -> {
                                    world.open(path("unsure"), NEW);
                                    world.files.put(path("d/f"), bytes("abc"));
                                    assertThat(world.files.isDurable(path("d/f"))).isTrue();
                                    assertThat(world.files.isDurable(path("unsure"))).isFalse();
                                    world.files.crash();
                                    assertThat(world.files.contents(path("d/f")))
                                            .isEqualTo(bytes("abc"));
                                    return names(world);
                                }))
                .containsExactly("d", "d unsure");
    }

    @Test
    @DisplayName("thousands of changes of names without a sync stay bounded, the older ones sure")
    void journalIsBounded() {
        FilesFixture world = new FilesFixture(1);
        for (int i = 0; i < 10_000; i++) {
            world.open(path("f" + i), NEW).end();
        }
        assertThat(world.files.isDurable(path("f5000"))).isTrue();
        assertThat(world.files.isDurable(path("f9999"))).isFalse();
        world.files.crash();
        assertThat(world.files.list(FOLDER)).hasSizeBetween(5_000, 10_000);
    }

    @Test
    @DisplayName("after random work and crashes all that is seen is on the device, in sound space")
    void soundAfterCrashes() {
        for (int seed = 0; seed < 200; seed++) {
            FilesFixture world = new FilesFixture(seed);
            long free = world.files.freeBytes();
            SplittableRandom random = new SplittableRandom(seed);
            for (int crash = 0; crash < 5; crash++) {
                work(world, random);
                world.files.crash();
                for (Path path : tree(world.files, FOLDER)) {
                    assertThat(world.files.isDurable(path)).isTrue();
                }
                assertThat(world.files.openFiles()).isZero();
            }
            List<Path> left = tree(world.files, FOLDER);
            for (int i = left.size() - 1; i >= 0; i--) {
                Path path = left.get(i);
                boolean isRemoved =
                        world.unlink(path) == IoStatus.OK
                                || world.removeDirectory(path) == IoStatus.OK;
                assertThat(isRemoved).as(path.toString()).isTrue();
            }
            assertThat(world.files.freeBytes()).as("seed " + seed).isEqualTo(free);
        }
    }

    /** A hundred operations, some of which fail. */
    private static void work(FilesFixture world, SplittableRandom random) {
        String[] names = {"a", "b", "d", "e", "d/a", "d/b", "e/a", "d/e"};
        List<ReadinessFile> open = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Path path = path(names[random.nextInt(names.length)]);
            Path other = path(names[random.nextInt(names.length)]);
            switch (random.nextInt(7)) {
                case 0 -> world.makeDirectory(path);
                case 1 -> world.rename(path, other);
                case 2 -> world.unlink(path);
                case 3 -> world.removeDirectory(path);
                default -> {
                    boolean isOpened = world.openStatus(path, NEW) == IoStatus.OK;
                    if (isOpened) {
                        open.add(world.open(path, NEW));
                    }
                }
            }
            if (!open.isEmpty()) {
                workOn(world, open.get(random.nextInt(open.size())), random);
            }
        }
    }

    private static void workOn(FilesFixture world, ReadinessFile file, SplittableRandom random) {
        int place = random.nextInt(20_000);
        switch (random.nextInt(6)) {
            case 0 -> world.truncate(file, place);
            case 1 -> world.allocate(file, place, 1 + random.nextInt(9_000));
            case 2 -> world.fsync(file);
            default -> world.write(file, place, filled(1 + random.nextInt(9_000), place));
        }
    }

    /** All below a directory, each after what it is in; contents are looked at on the way. */
    private static List<Path> tree(WorldFiles files, Path below) {
        List<Path> tree = new ArrayList<>();
        for (String name : files.list(below)) {
            Path path = below.resolve(name);
            tree.add(path);
            try {
                tree.addAll(tree(files, path));
            } catch (IllegalArgumentException noDirectory) {
                assertThat(files.durableContents(path)).isEqualTo(files.contents(path));
            }
        }
        return tree;
    }

    @Test
    @DisplayName("the same seed leaves the same, another seed another")
    void seeded() {
        TreeMap<String, Integer> states = new TreeMap<>();
        for (int seed = 0; seed < 50; seed++) {
            String state = stateAfter(seed);
            assertThat(stateAfter(seed)).isEqualTo(state);
            states.merge(state, 1, Integer::sum);
        }
        assertThat(states).hasSizeGreaterThan(45);
    }

    private static String stateAfter(int seed) {
        FilesFixture world = new FilesFixture(seed);
        world.faults.rates(FaultRates.all(0.05).with(Fault.OPEN_NO_DESCRIPTOR, 0));
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder state = new StringBuilder();
        for (int crash = 0; crash < 3; crash++) {
            work(world, random);
            world.files.crash();
            for (Path path : tree(world.files, FOLDER)) {
                state.append(path).append(' ');
            }
            state.append(world.files.freeBytes()).append(' ').append(world.time.nanoTime());
        }
        return state.append(world.faults.counts()).toString();
    }
}
