package io.tickwire.tck;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.FileStat;
import io.tickwire.IoDatagram;
import io.tickwire.IoFile;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.TickLoop;
import io.tickwire.WaitPolicy;
import io.tickwire.stress.harness.Buffers;
import io.tickwire.stress.harness.Loopback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Vectored reads and writes, lengths, and what is done to names of files. */
abstract class FileOperationTck extends TckCase {
    FileOperationTck(String transport) {
        super(transport);
    }

    private IoStatus status(IoRequest request, LoopFixture loop) {
        return loop.finish(request).status();
    }

    private ByteBuf[] split(byte[] bytes, int... lengths) {
        ByteBuf[] parts = new ByteBuf[lengths.length];
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            parts[i] = give(Arrays.copyOfRange(bytes, at, at + lengths[i]));
            at += lengths[i];
        }
        return parts;
    }

    @Test
    @DisplayName("files whose names are no text are found, by the paths of a listing")
    void namesThatAreNoText() throws Exception {
        LoopFixture loop = loop();
        Path directory = Files.createDirectory(directory().resolve("d"));
        for (Path found : Names.thatAreNoText(directory)) {
            assertThat(status(loop.request().stat(found), loop)).isEqualTo(IoStatus.OK);
            IoFile file = loop.open(found, WRITE);
            ByteBuf bytes = give(new byte[10]);
            assertThat(loop.finish(loop.request().write(file, bytes, 10)).result()).isEqualTo(10);
            assertThat(loop.finish(loop.request().close(file)).result()).isZero();
            assertThat(found).hasSize(10);
            Path to = directory.resolve("plain");
            assertThat(status(loop.request().rename(found, to), loop)).isEqualTo(IoStatus.OK);
            assertThat(to).hasSize(10);
            assertThat(status(loop.request().rename(to, found), loop)).isEqualTo(IoStatus.OK);
            assertThat(status(loop.request().unlink(found), loop)).isEqualTo(IoStatus.OK);
            assertThat(found).doesNotExist();
        }
        assertThat(directory.toFile().list()).isEmpty();
    }

    @Test
    @DisplayName("the empty path is the working directory")
    void emptyPath() {
        LoopFixture loop = loop();
        Path empty = Path.of("");
        List<FileStat.Kind> kinds = new ArrayList<>();
        loop.queue(loop.request().stat(empty).onComplete((c, tick) -> kinds.add(c.stat().kind())));
        loop.until("the stat", () -> !kinds.isEmpty());
        assertThat(kinds).containsExactly(FileStat.Kind.DIRECTORY);
        IoFile directory = loop.open(empty);
        assertThat(loop.finish(loop.request().fsync(directory)).result()).isZero();
        assertThat(loop.finish(loop.request().close(directory)).result()).isZero();
        assertThat(status(loop.request().mkdir(empty), loop)).isEqualTo(IoStatus.EEXIST);
        assertThat(status(loop.request().unlink(empty), loop)).isEqualTo(IoStatus.EISDIR);
    }

    @Test
    @DisplayName("an open of a pipe without another end holds up neither deadlines nor the close")
    void pipesDoNotHang() throws Exception {
        Path pipe = directory().resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        LoopFixture loop = loop();
        List<Long> tickets = new ArrayList<>();
        tickets.add(loop.queue(loop.request().open(pipe).deadline(millis(50))));
        tickets.add(loop.queue(loop.request().open(pipe, WRITE).deadline(millis(50))));
        tickets.add(loop.queue(loop.request().open(pipe, WRITE, CREATE).deadline(millis(50))));
        for (Outcome outcome : loop.awaitAll(tickets)) {
            assertThat(outcome.status()).isIn(IoStatus.OK, IoStatus.ENXIO, IoStatus.ETIMEDOUT);
        }
        long ticket = loop.queue(loop.request().open(pipe, WRITE, CREATE));
        loop.begin();
        loop.close();
        assertThat(ticket).isNotNegative();
    }

    @Test
    @DisplayName("opens of pipes that wait hold up no other call on a path")
    void waitingPipesHoldNobodyUp() throws Exception {
        Path pipe = directory().resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        LoopFixture loop = loop();
        for (int i = 0; i < 20; i++) {
            long ticket = loop.queue(loop.request().open(pipe, WRITE, CREATE).lasting());
            assertThat(ticket).isNotNegative();
        }
        loop.tick();
        Path other = directory().resolve("other");
        assertThat(
                        loop.finish(loop.request().mkdir(other).deadline(millis(5_000)).lasting())
                                .result())
                .isZero();
        Path file = other.resolve("file");
        loop.finish(loop.request().open(file, WRITE, CREATE).deadline(millis(5_000)).lasting());
        assertThat(file).exists();
        loop.close();
    }

    @Test
    @DisplayName("WRITEV gathers and READV scatters, in the buffers' order")
    void vectors() throws IOException {
        LoopFixture loop = loop();
        Path path = directory().resolve("file");
        IoFile file = loop.open(path, READ, WRITE, CREATE);
        byte[] content = randomBytes(600);
        ByteBuf[] out = split(content, 1, 299, 300);
        assertThat(loop.finish(loop.request().writev(file, out).at(10)).result()).isEqualTo(600);
        loop.emptyInbox();
        assertThat(out).allMatch(buffer -> buffer.refCnt() == 0);
        assertThat(Arrays.copyOfRange(Files.readAllBytes(path), 10, 610)).isEqualTo(content);
        ByteBuf[] in = {buffers.keep(100), buffers.keep(400), buffers.keep(1_000)};
        in[0].writeZero(40);
        assertThat(loop.finish(loop.request().readv(file, in).at(10)).result()).isEqualTo(600);
        assertThat(in[0].writerIndex()).isEqualTo(100);
        assertThat(in[1].writerIndex()).isEqualTo(400);
        assertThat(in[2].writerIndex()).isEqualTo(140);
        assertThat(Buffers.bytes(in[0], 40, 60)).isEqualTo(Arrays.copyOf(content, 60));
        assertThat(Buffers.bytes(in[1])).isEqualTo(Arrays.copyOfRange(content, 60, 460));
        assertThat(Buffers.bytes(in[2])).isEqualTo(Arrays.copyOfRange(content, 460, 600));
        Outcome end = loop.finish(loop.request().readv(file, buffers.keep(8)).at(1_000));
        assertThat(end.result()).isZero();
        assertThat(end.isEndOfStream()).isTrue();
    }

    @Test
    @DisplayName("a vector takes 1 to 16 buffers, each with room, and no place twice")
    void vectorMisuse() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(Files.write(directory().resolve("file"), new byte[64]), READ);
        ByteBuf[] many = new ByteBuf[17];
        Arrays.setAll(many, i -> buffers.keep(8));
        assertThatThrownBy(() -> loop.request().readv(file, many)).hasMessageContaining("17");
        assertThatThrownBy(() -> loop.request().readv(file)).hasMessageContaining("0 buffers");
        ByteBuf full = buffers.keep(8).writeZero(8);
        assertThatThrownBy(() -> loop.request().readv(file, full))
                .hasMessageContaining("no writable byte");
        ByteBuf twice = buffers.keep(8);
        assertThatThrownBy(() -> loop.queue(loop.request().readv(file, twice, twice)))
                .hasMessageContaining("same place");
        assertThat(loop.finish(loop.request().readv(file, Arrays.copyOf(many, 16))).result())
                .isEqualTo(64);
        assertThat(loop.finish(loop.request().readv(file, twice)).result()).isEqualTo(8);
    }

    @Test
    @DisplayName("a lane for four intents takes four READVs or RECVMSGs of 16 buffers each")
    void vectorsFillALane() throws IOException {
        LoopFixture loop = loop(BatchConfig.builder().laneCapacity(4).laneInFlight(4).build());
        IoFile file = loop.open(Files.write(directory().resolve("file"), new byte[64]), READ);
        IoDatagram socket = loop.loop().bind(Loopback.anyPort(), SocketOptions.DEFAULT);
        loop.emptyInbox();
        List<Long> reads = new ArrayList<>();
        List<Long> receives = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            reads.add(loop.queue(loop.request().readv(file, small(16))));
        }
        loop.awaitAll(reads).forEach(read -> assertThat(read.result()).isEqualTo(64));
        loop.emptyInbox();
        for (int i = 0; i < 4; i++) {
            receives.add(loop.queue(loop.request().recvmsg(socket, small(16))));
        }
        loop.tick();
        assertThat(receives).noneMatch(loop::isOver);
    }

    private ByteBuf[] small(int count) {
        ByteBuf[] parts = new ByteBuf[count];
        Arrays.setAll(parts, i -> buffers.keep(4));
        return parts;
    }

    @Test
    @DisplayName("TRUNCATE cuts and extends with zeros; a file opened for reading gives EINVAL")
    void truncate() throws IOException {
        LoopFixture loop = loop();
        byte[] content = randomBytes(100);
        Path path = Files.write(directory().resolve("file"), content);
        IoFile file = loop.open(path, READ, WRITE);
        assertThat(status(loop.request().truncate(file, 40), loop)).isEqualTo(IoStatus.OK);
        assertThat(path).hasBinaryContent(Arrays.copyOf(content, 40));
        assertThat(status(loop.request().truncate(file, 1_000), loop)).isEqualTo(IoStatus.OK);
        assertThat(path).hasBinaryContent(Arrays.copyOf(Arrays.copyOf(content, 40), 1_000));
        assertThat(status(loop.request().truncate(file, 0), loop)).isEqualTo(IoStatus.OK);
        assertThat(path).isEmptyFile();
        IoFile readOnly = loop.open(path, READ);
        assertThat(status(loop.request().truncate(readOnly, 1), loop)).isEqualTo(IoStatus.EINVAL);
        assertThatThrownBy(() -> loop.request().truncate(file, -1)).hasMessageContaining("-1");
    }

    @Test
    @DisplayName("ALLOCATE grows a file with zeros and keeps what it has")
    void allocate() throws IOException {
        LoopFixture loop = loop();
        byte[] content = randomBytes(100);
        Path path = Files.write(directory().resolve("file"), content);
        IoFile file = loop.open(path, READ, WRITE);
        assertThat(status(loop.request().allocate(file, 50).at(10), loop)).isEqualTo(IoStatus.OK);
        assertThat(path).hasBinaryContent(content);
        assertThat(status(loop.request().allocate(file, 200_000).at(500), loop))
                .isEqualTo(IoStatus.OK);
        assertThat(path).hasBinaryContent(Arrays.copyOf(content, 200_500));
        IoFile readOnly = loop.open(path, READ);
        assertThat(status(loop.request().allocate(readOnly, 1), loop)).isEqualTo(IoStatus.EBADF);
        assertThatThrownBy(() -> loop.request().allocate(file, 0)).hasMessageContaining("0");
    }

    @Test
    @DisplayName("FDATASYNC is lasting, and a closed file gives EBADF")
    void fdatasync() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(directory().resolve("file"), WRITE, CREATE);
        assertThat(status(loop.request().fdatasync(file), loop)).isEqualTo(IoStatus.OK);
        loop.finish(loop.request().close(file));
        assertThat(status(loop.request().fdatasync(file), loop)).isEqualTo(IoStatus.EBADF);
        assertThat(status(loop.request().truncate(file, 0), loop)).isEqualTo(IoStatus.EBADF);
        assertThat(status(loop.request().readv(file, buffers.keep(1)), loop))
                .isEqualTo(IoStatus.EBADF);
    }

    @Test
    @DisplayName("STAT tells size, kind, permissions and time, and follows links")
    void stat() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path path = Files.write(directory.resolve("file"), new byte[1_234]);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-x--x"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        List<String> seen = new ArrayList<>();
        for (Path each : new Path[] {path, link}) {
            loop.queue(
                    loop.request()
                            .stat(each)
                            .onComplete(
                                    (completion, tick) -> {
                                        FileStat stat = completion.stat();
                                        seen.add(stat.kind() + " " + stat.sizeBytes());
                                        assertThat(stat.mode()).isEqualTo(0651);
                                        assertThat(stat.modifiedMillis())
                                                .isEqualTo(modifiedMillis(path));
                                    }));
            loop.until("the answer", () -> !seen.isEmpty());
            assertThat(seen).containsExactly("REGULAR 1234");
            seen.clear();
        }
        loop.queue(
                loop.request()
                        .stat(directory)
                        .onComplete((c, tick) -> seen.add(c.stat().kind().name())));
        loop.until("the answer", () -> !seen.isEmpty());
        assertThat(seen).containsExactly("DIRECTORY");
        assertThat(status(loop.request().stat(directory.resolve("none")), loop))
                .isEqualTo(IoStatus.ENOENT);
        assertThat(status(loop.request().stat(path.resolve("below")), loop))
                .isEqualTo(IoStatus.ENOTDIR);
    }

    private static long modifiedMillis(Path path) {
        try {
            return Files.getLastModifiedTime(path).toMillis();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("RENAME moves a file in one step and replaces another one")
    void rename() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path from = Files.writeString(directory.resolve("from"), "new");
        Path to = Files.writeString(directory.resolve("to"), "old");
        assertThat(status(loop.request().rename(from, to), loop)).isEqualTo(IoStatus.OK);
        assertThat(to).hasContent("new");
        assertThat(from).doesNotExist();
        assertThat(status(loop.request().rename(from, to), loop)).isEqualTo(IoStatus.ENOENT);
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.createDirectory(full.resolve("sub"));
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(status(loop.request().rename(to, full), loop)).isEqualTo(IoStatus.EISDIR);
        assertThat(status(loop.request().rename(empty, full), loop)).isEqualTo(IoStatus.ENOTEMPTY);
        assertThat(status(loop.request().rename(empty, to), loop)).isEqualTo(IoStatus.ENOTDIR);
        Path far = directory.resolve("x".repeat(300));
        assertThat(status(loop.request().rename(to, far), loop)).isEqualTo(IoStatus.ENAMETOOLONG);
    }

    @Test
    @DisplayName("UNLINK removes files, and directories when asked to")
    void unlink() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path file = Files.writeString(directory.resolve("file"), "x");
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.createDirectory(full.resolve("sub"));
        assertThat(status(loop.request().unlink(full), loop)).isEqualTo(IoStatus.EISDIR);
        assertThat(status(loop.request().removeDirectory(file), loop)).isEqualTo(IoStatus.ENOTDIR);
        assertThat(status(loop.request().removeDirectory(full), loop))
                .isEqualTo(IoStatus.ENOTEMPTY);
        assertThat(status(loop.request().unlink(file), loop)).isEqualTo(IoStatus.OK);
        assertThat(status(loop.request().unlink(file), loop)).isEqualTo(IoStatus.ENOENT);
        assertThat(status(loop.request().removeDirectory(full.resolve("sub")), loop))
                .isEqualTo(IoStatus.OK);
        assertThat(status(loop.request().removeDirectory(full), loop)).isEqualTo(IoStatus.OK);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @DisplayName("MKDIR makes one directory, with the permissions asked for")
    void mkdir() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Path made = directory.resolve("made");
        assertThat(status(loop.request().mkdir(made).mode(0700), loop)).isEqualTo(IoStatus.OK);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(status(loop.request().mkdir(made), loop)).isEqualTo(IoStatus.EEXIST);
        assertThat(status(loop.request().mkdir(directory.resolve("a/b")), loop))
                .isEqualTo(IoStatus.ENOENT);
    }

    @Test
    @DisplayName("paths longer than a page of small blocks work, also two of them")
    void longPaths() throws IOException {
        LoopFixture loop = loop();
        Path deep = directory();
        for (int i = 0; i < 5; i++) {
            deep = deep.resolve("d".repeat(200));
            assertThat(status(loop.request().mkdir(deep), loop)).isEqualTo(IoStatus.OK);
        }
        Path from = Files.writeString(deep.resolve("from"), "x");
        Path to = deep.resolve("to");
        assertThat(status(loop.request().rename(from, to), loop)).isEqualTo(IoStatus.OK);
        assertThat(status(loop.request().stat(to), loop)).isEqualTo(IoStatus.OK);
        assertThat(status(loop.request().unlink(to), loop)).isEqualTo(IoStatus.OK);
    }

    @Test
    @DisplayName("thousands of random operations leave a file as they leave a plain model")
    void integrity() throws IOException {
        LoopFixture loop = loop();
        try (FileModel model = new FileModel(directory(), loop, buffers, random)) {
            model.run(3_000);
        }
    }

    @Test
    @DisplayName("so do they with threads for file work")
    void integrityWithFileThreads() throws IOException {
        LoopFixture loop = loop(BatchConfig.builder().fileThreads(2).build());
        try (FileModel model = new FileModel(directory(), loop, buffers, random)) {
            model.run(1_000);
        }
    }

    @Test
    @DisplayName("one buffer is written to many files at once, whatever threads do it")
    void sharedBuffer() throws IOException {
        LoopFixture loop = loop(BatchConfig.builder().fileThreads(4).build());
        Path directory = directory();
        byte[] content = randomBytes(10_000);
        List<IoFile> files = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            files.add(loop.open(directory.resolve("f" + i), READ, WRITE, CREATE_NEW));
        }
        ByteBuf buffer = give(content);
        buffer.retain(16 * 8 - 1);
        List<Long> writes = new ArrayList<>();
        for (int part = 0; part < 8; part++) {
            for (IoFile file : files) {
                writes.add(
                        loop.queue(
                                loop.request()
                                        .write(file, buffer, 1_250)
                                        .index(1_250 * part)
                                        .at(1_250L * part)));
            }
        }
        assertThat(loop.awaitAll(writes)).allMatch(outcome -> outcome.result() == 1_250);
        for (int i = 0; i < 16; i++) {
            assertThat(Files.readAllBytes(directory.resolve("f" + i))).isEqualTo(content);
        }
    }

    @Test
    @DisplayName("allocating by one handle leaves what another one writes meanwhile")
    void allocateBesideWrites() throws IOException {
        LoopFixture loop = loop(BatchConfig.builder().fileThreads(4).build());
        Path path = directory().resolve("file");
        byte[] content = randomBytes(100_000);
        IoFile one = loop.open(path, READ, WRITE, CREATE_NEW);
        IoFile other = loop.open(path, READ, WRITE);
        for (int round = 0; round < 50; round++) {
            List<Long> tickets = new ArrayList<>();
            tickets.add(loop.queue(loop.request().allocate(one, 2_000_000)));
            ByteBuf bytes = give(content);
            tickets.add(
                    loop.queue(loop.request().write(other, bytes, content.length).at(1_900_000)));
            assertThat(loop.awaitAll(tickets)).allMatch(outcome -> outcome.result() >= 0);
            byte[] found = Files.readAllBytes(path);
            assertThat(found).hasSize(2_000_000);
            assertThat(Arrays.equals(found, 1_900_000, 2_000_000, content, 0, 100_000)).isTrue();
            assertThat(loop.finish(loop.request().truncate(one, 0)).result()).isZero();
        }
    }

    @Test
    @DisplayName("a loop that closes while files are opened and written to leaves nothing behind")
    void closeWithFileThreads() {
        Path directory = directory();
        TickLoop loop =
                own(
                        builder()
                                .config(BatchConfig.builder().fileThreads(2).build())
                                .phase(
                                        "only",
                                        phase -> phase.lane("lane").wait(WaitPolicy.noWait()))
                                .build());
        IoRequest request = loop.lane("lane").request();
        loop.beginTick();
        for (int i = 0; i < 50; i++) {
            Path path = directory.resolve("o" + i);
            assertThat(loop.lane("lane").intents().queue(request.open(path, WRITE, CREATE_NEW)))
                    .isTrue();
            ByteBuf content = give(new byte[50_000]);
            assertThat(loop.lane("lane").intents().queue(request.open(path, READ).linked()))
                    .isTrue();
            assertThat(
                            loop.lane("lane")
                                    .intents()
                                    .queue(request.write(IoFile.OPENED, content, 50_000)))
                    .isTrue();
        }
        loop.endPhase("only");
        loop.close();
    }
}
