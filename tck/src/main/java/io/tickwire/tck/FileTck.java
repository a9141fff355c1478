package io.tickwire.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoFile;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.stress.harness.Buffers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files: open, read, write, fsync, close. */
abstract class FileTck extends TckCase {
    FileTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("open of a new file in a missing directory completes with ENOENT")
    void openInMissingDirectory() {
        Path path = directory().resolve("missing").resolve("file");
        assertThat(open(path, WRITE, CREATE)).isEqualTo(IoStatus.ENOENT);
    }

    @Test
    @DisplayName("open with CREATE makes a file, and leaves one that is there as it is")
    void openWithCreate() throws IOException {
        Path path = directory().resolve("new");
        assertThat(open(path, WRITE, CREATE)).isEqualTo(IoStatus.OK);
        assertThat(path).isEmptyFile();
        Path existing = fileOf(5);
        assertThat(open(existing, WRITE, CREATE)).isEqualTo(IoStatus.OK);
        assertThat(existing).hasSize(5);
    }

    @Test
    @DisplayName("open with TRUNCATE_EXISTING empties the file")
    void openWithTruncate() throws IOException {
        Path path = fileOf(5);
        assertThat(open(path, WRITE, TRUNCATE_EXISTING)).isEqualTo(IoStatus.OK);
        assertThat(path).isEmptyFile();
    }

    @Test
    @DisplayName("a new file has the permissions that mode() gave")
    void openWithMode() throws IOException {
        Path path = directory().resolve("private");
        Assumptions.assumeTrue(
                Files.getFileStore(path.getParent()).supportsFileAttributeView("posix"),
                "needs POSIX permissions");
        LoopFixture loop = loop();
        assertThat(loop.finish(loop.request().open(path, WRITE, CREATE).mode(0600)).isOk())
                .isTrue();
        assertThat(Files.getPosixFilePermissions(path))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    @DisplayName("a write to a file opened for reading and the reverse complete with EBADF")
    void wrongDirection() throws IOException {
        LoopFixture loop = loop();
        Path path = fileOf(10);
        IoFile reading = loop.open(path, READ);
        IoFile writing = loop.open(path, WRITE);
        assertThat(loop.finish(loop.request().write(reading, give(new byte[4]), 4)).status())
                .isEqualTo(IoStatus.EBADF);
        assertThat(loop.finish(loop.request().read(writing, buffers.keep(4), 4)).status())
                .isEqualTo(IoStatus.EBADF);
    }

    @Test
    @DisplayName("a read delivers its count and moves the writer index by it, at delivery only")
    void readMovesWriterIndex() throws IOException {
        LoopFixture loop = loop();
        Path path = fileOf(100);
        IoFile file = loop.open(path);
        ByteBuf buffer = buffers.keep(64).writeByte(7);
        long ticket = loop.queue(loop.request().read(file, buffer, 40).at(20));
        assertThat(buffer.writerIndex()).isEqualTo(1);
        assertThat(loop.await(ticket).result()).isEqualTo(40);
        assertThat(buffer.writerIndex()).isEqualTo(41);
        assertThat(Buffers.bytes(buffer, 1, 40))
                .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(path), 20, 60));
    }

    @Test
    @DisplayName("a read with an explicit index moves no index")
    void readAtExplicitIndex() throws IOException {
        LoopFixture loop = loop();
        Path path = fileOf(100);
        IoFile file = loop.open(path);
        ByteBuf buffer = buffers.keep(64);
        assertThat(loop.finish(loop.request().read(file, buffer, 10).at(5).index(30)).result())
                .isEqualTo(10);
        assertThat(buffer.writerIndex()).isZero();
        assertThat(Buffers.bytes(buffer, 30, 10))
                .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(path), 5, 15));
    }

    @Test
    @DisplayName("a read across the end is short, one at the end is 0 and the end of the file")
    void readAtTheEnd() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(fileOf(100));
        ByteBuf buffer = buffers.keep(64);
        Outcome cut = loop.finish(loop.request().read(file, buffer, 50).at(90));
        assertThat(cut.result()).isEqualTo(10);
        assertThat(cut.isEndOfStream()).isFalse();
        assertThat(buffer.writerIndex()).isEqualTo(10);
        for (long offset : new long[] {100, 5_000_000_000L}) {
            Outcome end = loop.finish(loop.request().read(file, buffer, 50).at(offset));
            assertThat(end.result()).isZero();
            assertThat(end.isEndOfStream()).isTrue();
            assertThat(buffer.writerIndex()).isEqualTo(10);
            loop.emptyInbox();
        }
    }

    @Test
    @DisplayName("a write takes its bytes from the reader index or an explicit one, moves neither")
    void writeTakesRegion() throws IOException {
        LoopFixture loop = loop();
        Path path = fileOf(0);
        IoFile file = loop.open(path, WRITE);
        ByteBuf buffer = give("abcdefgh".getBytes(US_ASCII));
        buffer.readerIndex(2).retain(2);
        long implicit = loop.queue(loop.request().write(file, buffer, 3));
        long explicit = loop.queue(loop.request().write(file, buffer, 2).index(6).at(3));
        loop.awaitAll(List.of(implicit, explicit));
        loop.emptyInbox();
        assertThat(buffer.readerIndex()).isEqualTo(2);
        assertThat(buffer.writerIndex()).isEqualTo(8);
        assertThat(buffer.refCnt()).isEqualTo(1);
        buffer.release();
        assertThat(path).hasContent("cdegh");
    }

    @Test
    @DisplayName("a write behind the end leaves a hole of zeros, also above 4 GiB")
    void writeLeavesHole() throws IOException {
        LoopFixture loop = loop();
        Path path = directory().resolve("sparse");
        IoFile file = loop.open(path, READ, WRITE, CREATE);
        long far = (1L << 32) + 123;
        assertThat(
                        loop.finish(loop.request().write(file, give(randomBytes(9)), 9).at(far))
                                .result())
                .isEqualTo(9);
        assertThat(Files.size(path)).isEqualTo(far + 9);
        ByteBuf buffer = buffers.keep(16).setZero(0, 16);
        assertThat(loop.finish(loop.request().read(file, buffer, 16).at(far - 16)).result())
                .isEqualTo(16);
        assertThat(Buffers.bytes(buffer)).containsOnly(0);
    }

    @Test
    @DisplayName("a slice of a direct buffer is a buffer as good as any")
    void slicesWork() throws IOException {
        LoopFixture loop = loop();
        Path path = fileOf(100);
        IoFile file = loop.open(path);
        ByteBuf buffer = buffers.keep(64);
        ByteBuf slice = buffer.slice(16, 16).clear();
        assertThat(loop.finish(loop.request().read(file, slice, 16).at(50)).result()).isEqualTo(16);
        assertThat(slice.writerIndex()).isEqualTo(16);
        assertThat(Buffers.bytes(buffer, 16, 16))
                .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(path), 50, 66));
    }

    @Test
    @DisplayName("two thousand random reads and writes agree with an array of bytes")
    void agreesWithModel() throws IOException {
        LoopFixture loop = loop();
        Path path = fileOf(0);
        IoFile file = loop.open(path, READ, WRITE);
        byte[] model = new byte[40_000];
        int size = 0;
        for (int i = 0; i < 2_000; i++) {
            int offset = random.nextInt(36_000);
            int length = 1 + random.nextInt(random.nextInt(20) == 0 ? 4_000 : 200);
            if (random.nextBoolean()) {
                byte[] content = randomBytes(length);
                Outcome write =
                        loop.finish(loop.request().write(file, give(content), length).at(offset));
                assertThat(write.result()).isEqualTo(length);
                System.arraycopy(content, 0, model, offset, length);
                size = Math.max(size, offset + length);
            } else {
                ByteBuf into = buffers.give(new byte[length]).clear();
                int count =
                        loop.finish(loop.request().read(file, into, length).at(offset)).result();
                assertThat(count).isEqualTo(Math.max(0, Math.min(length, size - offset)));
                assertThat(Buffers.bytes(into))
                        .isEqualTo(Arrays.copyOfRange(model, offset, offset + count));
                into.release();
                loop.emptyInbox();
            }
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOf(model, size));
    }

    @Test
    @DisplayName("reads of one batch are delivered at the end of their phase, in queue order")
    void promptReadsInOneBatch() throws IOException {
        LoopFixture loop = loop();
        Path path = fileOf(6_000);
        byte[] content = Files.readAllBytes(path);
        IoFile file = loop.open(path);
        List<Long> tickets = new ArrayList<>();
        List<ByteBuf> into = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            into.add(buffers.keep(20));
            tickets.add(loop.queue(loop.request().read(file, into.get(i), 20).at(i * 20L)));
        }
        int before = loop.outcomes().size();
        loop.begin();
        assertThat(loop.outcomes()).hasSize(before);
        loop.end();
        List<Outcome> delivered = loop.outcomes().subList(before, before + 300);
        assertThat(delivered).extracting(Outcome::ticket).containsExactlyElementsOf(tickets);
        assertThat(delivered).allMatch(outcome -> outcome.result() == 20);
        for (int i = 0; i < 300; i++) {
            assertThat(Buffers.bytes(into.get(i)))
                    .isEqualTo(Arrays.copyOfRange(content, i * 20, i * 20 + 20));
        }
    }

    @Test
    @DisplayName("a lasting() read and an fsync are delivered at the start of a later tick")
    void lastingFileOperations() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(fileOf(10), READ, WRITE);
        ByteBuf into = buffers.keep(10);
        long read = loop.queue(loop.request().read(file, into, 10).lasting());
        long sync = loop.queue(loop.request().fsync(file));
        loop.tick();
        assertThat(loop.isOver(read) || loop.isOver(sync)).isFalse();
        assertThat(into.writerIndex()).isZero();
        for (Outcome outcome : loop.awaitAll(List.of(read, sync))) {
            assertThat(outcome.isOk()).isTrue();
            assertThat(outcome.point() % 2).as("INTAKE has even points").isZero();
        }
    }

    @Test
    @DisplayName("a stale id completes with EBADF and gives its buffer back")
    void staleId() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(fileOf(10), READ, WRITE);
        assertThat(loop.finish(loop.request().close(file)).isOk()).isTrue();
        assertThat(file.isOpen()).isFalse();
        assertThat(loop.loop().resource(file.id())).isEmpty();
        ByteBuf into = buffers.keep(10);
        assertThat(loop.finish(loop.request().read(file, into, 10)).status())
                .isEqualTo(IoStatus.EBADF);
        loop.emptyInbox();
        assertThat(into.refCnt()).isEqualTo(1);
        ByteBuf out = give(new byte[10]);
        assertThat(loop.finish(loop.request().write(file, out, 10)).status())
                .isEqualTo(IoStatus.EBADF);
        loop.emptyInbox();
        assertThat(out.refCnt()).isZero();
        assertThat(loop.finish(loop.request().fsync(file)).status()).isEqualTo(IoStatus.EBADF);
        assertThat(loop.finish(loop.request().close(file)).status()).isEqualTo(IoStatus.EBADF);
    }

    @Test
    @DisplayName("CLOSE behind reads of the same batch comes last; what follows it gets EBADF")
    void closeBehindReads() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(fileOf(1_000));
        List<Long> reads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            reads.add(loop.queue(loop.request().read(file, buffers.keep(20), 20).at(i * 20L)));
        }
        long close = loop.queue(loop.request().close(file));
        long late = loop.queue(loop.request().read(file, buffers.keep(20), 20));
        List<Outcome> read = loop.awaitAll(reads);
        Outcome closed = loop.await(close);
        assertThat(read).allMatch(outcome -> outcome.result() == 20);
        assertThat(closed.isOk()).isTrue();
        assertThat(read).allMatch(outcome -> isBefore(loop, outcome, closed));
        assertThat(loop.await(late).status()).isEqualTo(IoStatus.EBADF);
    }

    @Test
    @DisplayName("CLOSE waits for a lasting fsync of the same file")
    void closeBehindFsync() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(fileOf(1_000), WRITE);
        long sync = loop.queue(loop.request().fsync(file));
        long close = loop.queue(loop.request().close(file));
        Outcome synced = loop.await(sync);
        Outcome closed = loop.await(close);
        assertThat(synced.isOk() && closed.isOk()).isTrue();
        assertThat(isBefore(loop, synced, closed)).isTrue();
    }

    @Test
    @DisplayName("a file beyond the bound of open resources completes with EMFILE")
    void resourceBound() throws IOException {
        LoopFixture loop = loop(BatchConfig.builder().laneCapacity(8).resources(2).build());
        Path path = fileOf(10);
        IoFile first = loop.open(path);
        loop.open(path);
        assertThat(loop.finish(loop.request().open(path)).status()).isEqualTo(IoStatus.EMFILE);
        loop.finish(loop.request().close(first));
        assertThat(loop.finish(loop.request().open(path)).isOk()).isTrue();
    }

    @Test
    @DisplayName("an open file has its id, is found by it and carries an attachment")
    void idsAndAttachments() throws IOException {
        LoopFixture loop = loop();
        Outcome opened = loop.finish(loop.request().open(fileOf(1)).userData(42));
        IoFile file = opened.file();
        assertThat(opened.operation()).isEqualTo(IoOpType.OPEN);
        assertThat(opened.userData()).isEqualTo(42);
        assertThat(file.id()).isNotNegative();
        assertThat(loop.loop().resource(file.id())).containsSame(file);
        assertThat(file.attachment()).isNull();
        file.attach("label");
        assertThat(file.attachment()).isEqualTo("label");
    }

    private static boolean isBefore(LoopFixture loop, Outcome first, Outcome second) {
        return loop.outcomes().indexOf(first) < loop.outcomes().indexOf(second);
    }

    private IoStatus open(Path path, OpenOption... how) {
        LoopFixture loop = loop();
        return loop.finish(loop.request().open(path, how)).status();
    }

    private Path fileOf(int size) throws IOException {
        return Files.write(directory().resolve("file"), randomBytes(size));
    }
}
