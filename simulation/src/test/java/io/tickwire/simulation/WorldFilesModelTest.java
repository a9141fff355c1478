package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.tickwire.FileStat;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.readiness.FileBackend;
import io.tickwire.readiness.ReadinessFile;
import io.tickwire.readiness.files.FileCalls;
import io.tickwire.spi.OpenFlags;
import io.tickwire.tck.FakeOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same random operations on the machine's disk and on a simulated one. */
@Tag("once")
class WorldFilesModelTest {
    private static final int OPERATIONS = 2_000;
    private static final int OPEN_FILES_MAX = 6;
    private static final int BYTES_MAX = 20_000;

    private static final String[] NAMES = {
        "a", "b", "c", "d", "e", "d/a", "d/b", "d/e", "e/a", "e/d", "d/e/a", "a/b", "d/../b", "./e"
    };

    private static final int[] FLAGS = {
        OpenFlags.READ,
        OpenFlags.WRITE,
        OpenFlags.READ | OpenFlags.WRITE,
        OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE,
        OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.TRUNCATE,
        OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE_NEW,
        OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.DSYNC,
        OpenFlags.READ | OpenFlags.TRUNCATE,
        OpenFlags.READ | OpenFlags.CREATE,
        OpenFlags.READ | OpenFlags.CREATE_NEW
    };

    @TempDir private Path folder;

    private final FilesFixture world = new FilesFixture(1);
    private final FileBackend machine = FileBackend.system();
    private final ByteBuf worldBuffer = Unpooled.directBuffer().writeZero(BYTES_MAX);
    private final ByteBuf machineBuffer = Unpooled.directBuffer().writeZero(BYTES_MAX);
    private final List<ReadinessFile> worldFiles = new ArrayList<>();
    private final List<ReadinessFile> machineFiles = new ArrayList<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("random operations give the results, stats and bytes that Linux gives")
    void sameAsTheMachine(long seed) throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the results are Linux's");
        SplittableRandom random = new SplittableRandom(seed);
        world.files.makeDirectories(folder);
        for (int i = 0; i < OPERATIONS; i++) {
            step(random, "seed " + seed + ", operation " + i);
            if (i % 50 == 0) {
                assertThat(worldTree(folder)).isEqualTo(machineTree(folder));
            }
        }
        assertThat(worldTree(folder)).isEqualTo(machineTree(folder));
        while (!worldFiles.isEmpty()) {
            close(0);
        }
        assertThat(world.files.openFiles()).isZero();
    }

    @AfterEach
    void release() {
        for (ReadinessFile file : machineFiles) {
            assertThat(file.end()).isZero();
        }
        worldBuffer.release();
        machineBuffer.release();
    }

    private void step(SplittableRandom random, String name) {
        switch (random.nextInt(14)) {
            case 0, 1 -> open(random, name);
            case 2, 3 -> transfer(random, IoOpType.READV, name);
            case 4, 5, 6 -> transfer(random, IoOpType.WRITEV, name);
            case 7 -> length(random, IoOpType.TRUNCATE, name);
            case 8 -> length(random, IoOpType.ALLOCATE, name);
            case 9 -> sync(random, name);
            case 10 -> stat(random, name);
            case 11 -> rename(random, name);
            case 12 -> removeOrMake(random, name);
            default -> {
                if (worldFiles.size() == OPEN_FILES_MAX) {
                    close(random.nextInt(OPEN_FILES_MAX));
                }
            }
        }
    }

    private Path path(SplittableRandom random) {
        return folder.resolve(NAMES[random.nextInt(NAMES.length)]);
    }

    private void open(SplittableRandom random, String name) {
        if (worldFiles.size() == OPEN_FILES_MAX) {
            return;
        }
        FakeOperation operation =
                FilesFixture.on(IoOpType.OPEN, path(random))
                        .flags(FLAGS[random.nextInt(FLAGS.length)])
                        .mode(0600);
        if (Files.isDirectory(operation.path()) && operation.openFlags() == FLAGS[8]) {
            return; // EISDIR on Linux; core, by way of the JDK, opens it
        }
        String result = name + ": open " + operation.path() + " with " + operation.openFlags();
        IoStatus found = open(world.files, operation, worldFiles);
        assertThat(found).as(result).isEqualTo(open(machine, operation, machineFiles));
    }

    private static IoStatus open(
            FileBackend backend, FakeOperation operation, List<ReadinessFile> files) {
        try {
            files.add(backend.open(operation));
            return IoStatus.OK;
        } catch (IOException failure) {
            return IoStatus.of(FileCalls.result(failure));
        }
    }

    private void close(int index) {
        assertThat(worldFiles.remove(index).end()).isZero();
        assertThat(machineFiles.remove(index).end()).isZero();
    }

    private void transfer(SplittableRandom random, IoOpType type, String name) {
        if (worldFiles.isEmpty()) {
            return;
        }
        int length = 1 + random.nextInt(random.nextBoolean() ? 100 : BYTES_MAX);
        int first = 1 + random.nextInt(length);
        long offset = random.nextInt(20) == 0 ? -1 : random.nextInt(2 * BYTES_MAX);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        worldBuffer.setBytes(0, bytes);
        machineBuffer.setBytes(0, bytes);
        String what = name + ": " + type + " " + length + " at " + offset;
        int file = random.nextInt(worldFiles.size());
        int result =
                world.perform(
                        regions(type, worldBuffer, first, length).at(offset), worldFiles.get(file));
        assertThat(result)
                .as(what)
                .isEqualTo(
                        machine.perform(
                                regions(type, machineBuffer, first, length).at(offset),
                                machineFiles.get(file),
                                false));
        assertThat(ByteBufUtil.getBytes(worldBuffer, 0, length))
                .as(what)
                .isEqualTo(ByteBufUtil.getBytes(machineBuffer, 0, length));
    }

    private static FakeOperation regions(IoOpType type, ByteBuf buffer, int first, int length) {
        return FilesFixture.operation(type)
                .with(buffer, 0, first)
                .with(buffer, first, 0)
                .with(buffer, first, length - first);
    }

    private void length(SplittableRandom random, IoOpType type, String name) {
        FakeOperation operation = FilesFixture.operation(type).at(random.nextInt(BYTES_MAX));
        operation.number(random.nextInt(2 * BYTES_MAX) + (type == IoOpType.ALLOCATE ? 1L : -1L));
        onFile(random, operation, name);
    }

    private void sync(SplittableRandom random, String name) {
        if (random.nextInt(8) == 0) {
            IoOpType type = random.nextBoolean() ? IoOpType.FSYNC : IoOpType.FDATASYNC;
            onFile(random, FilesFixture.operation(type), name);
        }
    }

    private void onFile(SplittableRandom random, FakeOperation operation, String name) {
        if (worldFiles.isEmpty()) {
            return;
        }
        int file = random.nextInt(worldFiles.size());
        String what = name + ": " + operation.type() + " " + operation.argument();
        int result = world.perform(operation, worldFiles.get(file));
        assertThat(IoStatus.of(result))
                .as(what)
                .isEqualTo(IoStatus.of(machine.perform(operation, machineFiles.get(file), false)));
    }

    private void stat(SplittableRandom random, String name) {
        FakeOperation ours = FilesFixture.on(IoOpType.STAT, path(random));
        FakeOperation theirs = FilesFixture.on(IoOpType.STAT, ours.path());
        String what = name + ": stat " + ours.path();
        int result = machine.perform(theirs, null, false);
        assertThat(world.named(ours)).as(what).isEqualTo(IoStatus.of(result));
        assertThat(found(ours)).as(what).isEqualTo(found(theirs));
    }

    private static String found(FakeOperation stat) {
        FakeOperation.Found found = stat.found();
        if (found == null) {
            return "nothing";
        }
        long sizeBytes = found.kind() == FileStat.Kind.REGULAR ? found.sizeBytes() : 0;
        return found.kind() + " of " + sizeBytes + " bytes, mode " + found.mode();
    }

    private void rename(SplittableRandom random, String name) {
        FakeOperation operation = FilesFixture.on(IoOpType.RENAME, path(random)).to(path(random));
        if (leadsThroughNothing(operation.path()) && leadsThroughFile(operation.newPath())) {
            return; // ENOENT on Linux; core, by way of the JDK, says ENOTDIR
        }
        onPath(operation, name + ": rename " + operation.path() + " to " + operation.newPath());
    }

    private boolean leadsThroughNothing(Path path) {
        FakeOperation stat = FilesFixture.on(IoOpType.STAT, path.getParent());
        return world.named(stat) == IoStatus.ENOENT;
    }

    private boolean leadsThroughFile(Path path) {
        return world.named(FilesFixture.on(IoOpType.STAT, path)) == IoStatus.ENOTDIR;
    }

    private void removeOrMake(SplittableRandom random, String name) {
        IoOpType type = random.nextInt(3) == 0 ? IoOpType.MKDIR : IoOpType.UNLINK;
        FakeOperation operation = FilesFixture.on(type, path(random)).mode(0700);
        if (random.nextInt(3) == 0) {
            operation.directory();
        }
        onPath(operation, name + ": " + type + " " + operation.path());
    }

    private void onPath(FakeOperation operation, String what) {
        int result = machine.perform(operation, null, false);
        assertThat(world.named(operation)).as(what).isEqualTo(IoStatus.of(result));
    }

    /** Each name below a folder with a digest of its bytes. */
    private List<String> worldTree(Path below) {
        List<String> tree = new ArrayList<>();
        for (String name : world.files.list(below)) {
            Path path = below.resolve(name);
            FakeOperation stat = FilesFixture.on(IoOpType.STAT, path);
            assertThat(world.named(stat)).isEqualTo(IoStatus.OK);
            if (stat.found().kind() == FileStat.Kind.DIRECTORY) {
                tree.add(path.toString());
                tree.addAll(worldTree(path));
            } else {
                tree.add(path + " " + digest(world.files.contents(path)));
            }
        }
        return tree;
    }

    private static String digest(byte[] bytes) {
        return bytes.length + " bytes, hash " + Arrays.hashCode(bytes);
    }

    private static List<String> machineTree(Path below) throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.list(below)) {
            paths = found.sorted().toList();
        }
        List<String> tree = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                tree.add(path.toString());
                tree.addAll(machineTree(path));
            } else {
                tree.add(path + " " + digest(Files.readAllBytes(path)));
            }
        }
        return tree;
    }
}
