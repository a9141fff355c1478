package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoFile;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoStatus;
import io.tickwire.Replacement;
import io.tickwire.recipes.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files loaded and saved as a whole. */
abstract class WholeFileTck extends TckCase {
    WholeFileTck(String transport) {
        super(transport);
    }

    private IoStatus save(LoopFixture loop, Path path, byte[] content) {
        List<IoStatus> seen = new ArrayList<>();
        ByteBuf buffer = give(content);
        assertThat(
                        WholeFiles.save(
                                loop.lane().intents(),
                                path,
                                buffer,
                                (status, t) -> seen.add(status)))
                .isTrue();
        loop.until("the save", () -> !seen.isEmpty());
        loop.tick();
        loop.tick();
        return seen.get(0);
    }

    private byte[] load(LoopFixture loop, Path path, int maxBytes, IoStatus expected) {
        List<byte[]> seen = new ArrayList<>();
        assertThat(
                        WholeFiles.load(
                                loop.lane().intents(),
                                path,
                                maxBytes,
                                PooledByteBufAllocator.DEFAULT,
                                (status, content, tick) -> {
                                    assertThat(status).isEqualTo(expected);
                                    if (content.isReadable()) {
                                        assertThat(content.alloc())
                                                .isEqualTo(PooledByteBufAllocator.DEFAULT);
                                    }
                                    seen.add(ByteBufUtil.getBytes(content));
                                    content.release();
                                }))
                .isTrue();
        loop.until("the load", () -> !seen.isEmpty());
        loop.tick();
        return seen.get(0);
    }

    @Test
    @DisplayName("a save replaces the whole file, leaves nothing beside it, and can be loaded")
    void roundTrip() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path path = directory.resolve("world");
        for (int size : new int[] {1, 100, 300_000, 50}) {
            byte[] content = randomBytes(size);
            assertThat(save(loop, path, content)).isEqualTo(IoStatus.OK);
            assertThat(path).hasBinaryContent(content);
            assertThat(load(loop, path, size, IoStatus.OK)).isEqualTo(content);
        }
        assertThat(directory.toFile().list()).containsExactly("world");
        assertThat(load(loop, Files.createFile(directory.resolve("empty")), 1, IoStatus.OK))
                .isEmpty();
    }

    @Test
    @DisplayName("a file above the limit, one that is missing and a directory are not loaded")
    void failingLoads() throws IOException {
        LoopFixture loop = loop();
        Path path = Files.write(directory().resolve("file"), new byte[101]);
        assertThat(load(loop, path, 100, IoStatus.EFBIG)).isEmpty();
        assertThat(load(loop, path.resolveSibling("none"), 1, IoStatus.ENOENT)).isEmpty();
        assertThat(load(loop, path.getRoot(), 1, IoStatus.EISDIR)).isEmpty();
    }

    @Test
    @DisplayName("a save that fails says why, keeps the old file and leaves nothing beside it")
    void failingSaves() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path taken = Files.createDirectory(directory.resolve("taken"));
        assertThat(save(loop, taken, new byte[10])).isEqualTo(IoStatus.EISDIR);
        assertThat(save(loop, directory.resolve("no/where"), new byte[1]))
                .isEqualTo(IoStatus.ENOENT);
        assertThat(save(loop, taken.getRoot(), new byte[1])).isEqualTo(IoStatus.EISDIR);
        Path device = Files.createSymbolicLink(directory.resolve("full"), Path.of("/dev/full"));
        assertThat(save(loop, device, new byte[1])).isEqualTo(IoStatus.EINVAL);
        Path circle = directory.resolve("circle");
        Files.createSymbolicLink(circle, circle);
        assertThat(save(loop, circle, new byte[1])).isEqualTo(IoStatus.ELOOP);
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("taken", "full", "circle");
    }

    @Test
    @DisplayName("a save of nothing leaves an empty file")
    void emptySaves() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path path = Files.write(directory.resolve("file"), new byte[10]);
        assertThat(save(loop, path, new byte[0])).isEqualTo(IoStatus.OK);
        assertThat(path).isEmptyFile();
        assertThat(save(loop, directory.resolve("new"), new byte[0])).isEqualTo(IoStatus.OK);
        assertThat(directory.resolve("new")).isEmptyFile();
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("file", "new");
    }

    @Test
    @DisplayName("a save keeps a file's permissions, whatever the umask, and its owner")
    void permissionsAreKept() throws IOException {
        LoopFixture loop = loop();
        Path path = Files.createFile(directory().resolve("file"));
        Object owner = Files.getAttribute(path, "unix:uid");
        Object group = Files.getAttribute(path, "unix:gid");
        for (String permissions : List.of("rw-------", "rw-rw-rw-", "rw-r-----", "rwxr-x--x")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
            assertThat(save(loop, path, randomBytes(10))).isEqualTo(IoStatus.OK);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo(permissions);
        }
        assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(owner);
        assertThat(Files.getAttribute(path, "unix:gid")).isEqualTo(group);
    }

    @Test
    @DisplayName("a save over a symbolic link keeps the link and replaces what it leads to")
    void linksAreFollowed() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path other = Files.createDirectory(directory.resolve("other"));
        Path target = Files.write(other.resolve("target"), new byte[3]);
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("other/next"));
        Files.createSymbolicLink(other.resolve("next"), Path.of("target"));
        byte[] content = randomBytes(1000);
        assertThat(save(loop, link, content)).isEqualTo(IoStatus.OK);
        assertThat(link).isSymbolicLink();
        assertThat(other.resolve("next")).isSymbolicLink();
        assertThat(target).isRegularFile().hasBinaryContent(content);
        Path dangling = Files.createSymbolicLink(directory.resolve("new"), Path.of("other/made"));
        assertThat(save(loop, dangling, content)).isEqualTo(IoStatus.OK);
        assertThat(dangling).isSymbolicLink();
        assertThat(other.resolve("made")).hasBinaryContent(content);
        assertThat(other.toFile().list()).containsExactlyInAnyOrder("target", "next", "made");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("other", "link", "new");
    }

    @Test
    @DisplayName("a file whose name is as long as the file system allows is saved")
    void longNames() {
        LoopFixture loop = loop();
        Path directory = directory();
        Path path = directory.resolve("n".repeat(255));
        assertThat(save(loop, path, randomBytes(10))).isEqualTo(IoStatus.OK);
        assertThat(save(loop, path, randomBytes(20))).isEqualTo(IoStatus.OK);
        assertThat(path).hasSize(20);
        assertThat(save(loop, directory.resolve("n".repeat(256)), new byte[1]))
                .isEqualTo(IoStatus.ENAMETOOLONG);
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    @DisplayName("a replacement that is written in parts takes the file's place in one step")
    void writtenInParts() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path path = Files.write(directory.resolve("file"), new byte[] {1});
        Replacement replacement = loop.lane().intents().replacement(path);
        IoFile file = loop.finish(loop.request().open(replacement)).file();
        byte[] content = randomBytes(3_000);
        for (int from = 0; from < content.length; from += 1_000) {
            ByteBuf part = give(Arrays.copyOfRange(content, from, from + 1_000));
            loop.finish(loop.request().write(file, part, 1_000).at(from));
        }
        assertThat(path).hasSize(1);
        loop.finish(loop.request().close(file));
        assertThat(loop.finish(loop.request().rename(replacement)).isOk()).isTrue();
        replacement.end(true);
        assertThat(path).hasBinaryContent(content);
        assertThat(directory.toFile().list()).containsExactly("file");
        assertThat(loop.finish(loop.request().unlink(replacement)).status())
                .isEqualTo(IoStatus.ENOENT);
    }

    @Test
    @DisplayName("a replacement that was not made is found nowhere")
    void neverMade() throws IOException {
        LoopFixture loop = loop();
        Path path = Files.write(directory().resolve("file"), new byte[] {1});
        Replacement replacement = loop.lane().intents().replacement(path);
        assertThat(loop.finish(loop.request().rename(replacement)).status())
                .isEqualTo(IoStatus.ENOTDIR);
        assertThat(loop.finish(loop.request().unlink(replacement)).status())
                .isEqualTo(IoStatus.ENOTDIR);
        replacement.end(false);
        assertThat(path).hasBinaryContent(new byte[] {1});
    }

    @Test
    @DisplayName("what others left beside a file is left alone, and does not stop a save")
    void leftoversStay() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path path = directory.resolve("file");
        byte[] foreign = randomBytes(7);
        List<Path> left = new ArrayList<>();
        for (int attempt = 0; attempt < 70; attempt++) {
            String name = new Replacement(path, 1, 0).name(attempt);
            left.add(Files.write(directory.resolve(name), foreign));
        }
        assertThat(save(loop, path, randomBytes(10))).isEqualTo(IoStatus.OK);
        assertThat(left).allSatisfy(each -> assertThat(each).hasBinaryContent(foreign));
        assertThat(directory.toFile().list()).hasSize(71);
    }

    @Test
    @DisplayName("saves of one file by two loops do not mix, and none fails")
    void savesOfTwoLoops() throws IOException {
        LoopFixture[] loops = {loop(), loop()};
        Path directory = directory();
        Path path = directory.resolve("file");
        List<byte[]> contents = new ArrayList<>();
        Map<LoopFixture, List<IoStatus>> ends = new HashMap<>();
        for (int round = 0; round < 10; round++) {
            for (LoopFixture loop : loops) {
                byte[] content = randomBytes(1 + random.nextInt(200_000));
                contents.add(content);
                boolean isQueued =
                        WholeFiles.save(
                                loop.lane().intents(),
                                path,
                                give(content),
                                (status, tick) -> endsOf(ends, loop).add(status));
                assertThat(isQueued).isTrue();
            }
            for (LoopFixture loop : loops) {
                loop.tick();
                if (Files.exists(path)) {
                    byte[] found = Files.readAllBytes(path);
                    assertThat(contents).anyMatch(each -> Arrays.equals(each, found));
                }
            }
        }
        for (LoopFixture loop : loops) {
            loop.until("the saves", () -> endsOf(ends, loop).size() == 10);
        }
        assertThat(ends.values()).allSatisfy(all -> assertThat(all).containsOnly(IoStatus.OK));
        assertThat(directory.toFile().list()).containsExactly("file");
    }

    private static List<IoStatus> endsOf(Map<LoopFixture, List<IoStatus>> ends, LoopFixture loop) {
        return ends.computeIfAbsent(loop, any -> new ArrayList<>());
    }

    @Test
    @DisplayName("more loads than callbacks have room for all end, and leave no file open")
    void loadsWithoutRoom() throws IOException {
        BatchConfig tight =
                BatchConfig.builder()
                        .laneCapacity(512)
                        .laneInFlight(512)
                        .callbackCapacity(8)
                        .resources(4096)
                        .build();
        LoopFixture loop = loop(tight);
        Path path = Files.write(directory().resolve("file"), randomBytes(100));
        List<IoStatus> ends = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            boolean isQueued =
                    WholeFiles.load(
                            loop.lane().intents(),
                            path,
                            1000,
                            (status, content, tick) -> {
                                ends.add(status);
                                content.release();
                            });
            assertThat(isQueued).isTrue();
        }
        loop.until("the loads", () -> ends.size() == 200);
        loop.until("their closes", () -> loop.loop().stats().snapshot().openResources() == 0);
        assertThat(ends).containsOnly(IoStatus.OK);
    }

    @Test
    @DisplayName("a load of 32 MiB takes a few ticks")
    void bigLoads() throws IOException {
        LoopFixture loop = loop();
        byte[] content = randomBytes(32 << 20);
        Path path = Files.write(directory().resolve("file"), content);
        List<Boolean> ends = new ArrayList<>();
        boolean isQueued =
                WholeFiles.load(
                        loop.lane().intents(),
                        path,
                        1 << 30,
                        (status, found, tick) -> {
                            ends.add(found.equals(Unpooled.wrappedBuffer(content)));
                            found.release();
                        });
        assertThat(isQueued).isTrue();
        long before = loop.points();
        loop.until("the load", () -> !ends.isEmpty());
        assertThat(ends).containsExactly(true);
        assertThat((loop.points() - before) / 2).as("ticks").isLessThanOrEqualTo(12);
    }

    @Test
    @DisplayName("while a loop closes, saves and loads answer false and keep nothing")
    void whileClosing() {
        LoopFixture loop = loop();
        Path path = directory().resolve("file");
        ByteBuf content = give(randomBytes(10));
        List<Boolean> answers = new ArrayList<>();
        loop.queue(
                loop.request()
                        .timeout(Duration.ofHours(1))
                        .onComplete(
                                (completion, tick) -> {
                                    IoIntentQueue intents = tick.intents();
                                    answers.add(
                                            WholeFiles.save(intents, path, content, (s, t) -> {}));
                                    answers.add(WholeFiles.load(intents, path, 9, (s, c, t) -> {}));
                                    answers.add(
                                            WholeFiles.saveOrRelease(
                                                    intents, path, content.retain(), (s, t) -> {}));
                                }));
        loop.tick();
        loop.close();
        assertThat(answers).containsExactly(false, false, false);
        assertThat(content.refCnt()).isEqualTo(1);
        content.release();
    }

    @Test
    @DisplayName("saves of one file at the same time do not mix")
    void savesAtOnce() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path path = directory.resolve("file");
        byte[][] contents = {randomBytes(100_000), randomBytes(70_000), randomBytes(3)};
        List<IoStatus> ends = new ArrayList<>();
        for (byte[] content : contents) {
            boolean isQueued =
                    WholeFiles.save(
                            loop.lane().intents(),
                            path,
                            give(content),
                            (status, tick) -> ends.add(status));
            assertThat(isQueued).isTrue();
        }
        loop.until("all saves", () -> ends.size() == contents.length);
        assertThat(ends).containsOnly(IoStatus.OK);
        byte[] found = Files.readAllBytes(path);
        assertThat(List.of(contents)).anyMatch(content -> Arrays.equals(content, found));
        assertThat(directory.toFile().list()).containsExactly("file");
    }
}
