package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.tickwire.IoStatus;
import io.tickwire.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
                                (status, content, tick) -> {
                                    assertThat(status).isEqualTo(expected);
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
        Path full = directory.resolve("full");
        Files.createSymbolicLink(directory.resolve("full.1-0.tmp"), Path.of("/dev/full"));
        assertThat(save(loop, full, new byte[10])).isEqualTo(IoStatus.ENOSPC);
        assertThat(full).doesNotExist();
        assertThat(directory.toFile().list()).containsExactly("taken");
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
