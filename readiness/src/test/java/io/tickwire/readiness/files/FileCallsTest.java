package io.tickwire.readiness.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.IoStatus;
import io.tickwire.spi.OpenFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCallsTest {
    private static final int NEW_FILE = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE_NEW;

    @TempDir private Path folder;
    private final ByteBuf buffer = Unpooled.directBuffer(1024, 1024);

    @AfterEach
    void release() {
        buffer.release();
    }

    @Test
    @DisplayName("what is written is read from its position")
    void whatIsWrittenIsReadFromItsPosition() throws IOException {
        FileHandle file = FileCalls.open(folder.resolve("f"), NEW_FILE, 0644);
        buffer.setCharSequence(10, "abcdef", StandardCharsets.US_ASCII);
        assertThat(FileCalls.write(file, buffer, 10, 6, 100)).isEqualTo(6);
        assertThat(FileCalls.read(file, buffer, 50, 64, 102)).isEqualTo(4);
        assertThat(buffer.toString(50, 4, StandardCharsets.US_ASCII)).isEqualTo("cdef");
        assertThat(FileCalls.read(file, buffer, 0, 64, 106)).isZero();
        assertThat(FileCalls.read(file, buffer, 0, 64, 1_000_000)).isZero();
        assertThat(buffer.readerIndex()).isZero();
        assertThat(buffer.writerIndex()).isZero();
        assertThat(FileCalls.fsync(file)).isZero();
        assertThat(FileCalls.close(file)).isZero();
    }

    @Test
    @DisplayName("a closed file answers EBADF")
    void aClosedFileAnswersEbadf() throws IOException {
        FileHandle file = FileCalls.open(folder.resolve("f"), NEW_FILE, 0644);
        assertThat(FileCalls.close(file)).isZero();
        int ebadf = IoStatus.EBADF.result();
        assertThat(file.isOpen()).isFalse();
        assertThat(FileCalls.close(file)).isEqualTo(ebadf);
        assertThat(FileCalls.read(file, buffer, 0, 1, 0)).isEqualTo(ebadf);
        assertThat(FileCalls.write(file, buffer, 0, 1, 0)).isEqualTo(ebadf);
        assertThat(FileCalls.fsync(file)).isEqualTo(ebadf);
    }

    @Test
    @DisplayName("the wrong direction answers EBADF")
    void theWrongDirectionAnswersEbadf() throws IOException {
        Path path = Files.write(folder.resolve("f"), new byte[4]);
        FileHandle reading = FileCalls.open(path, OpenFlags.READ, 0);
        FileHandle writing = FileCalls.open(path, OpenFlags.WRITE, 0);
        assertThat(FileCalls.write(reading, buffer, 0, 1, 0)).isEqualTo(IoStatus.EBADF.result());
        assertThat(FileCalls.read(writing, buffer, 0, 1, 0)).isEqualTo(IoStatus.EBADF.result());
        assertThat(FileCalls.close(reading)).isZero();
        assertThat(FileCalls.close(writing)).isZero();
    }

    @Test
    @DisplayName("an allocation beyond the file system is refused before it fills it")
    void anAllocationBeyondTheFileSystemIsRefusedBeforeItFillsIt() throws IOException {
        Path path = Files.write(folder.resolve("f"), new byte[4]);
        FileHandle file = FileCalls.open(path, OpenFlags.WRITE, 0);
        for (long length : new long[] {Long.MAX_VALUE, 1L << 50}) {
            assertThat(FileCalls.allocate(file, 0, length))
                    .isIn(IoStatus.EFBIG.result(), IoStatus.ENOSPC.result());
            assertThat(Files.size(path)).isEqualTo(4);
        }
        assertThat(FileCalls.allocate(file, 0, 100_000)).isZero();
        assertThat(path).hasBinaryContent(new byte[100_000]);
        assertThat(FileCalls.close(file)).isZero();
    }

    @Test
    @DisplayName("a negative offset is invalid")
    void aNegativeOffsetIsInvalid() throws IOException {
        FileHandle file = FileCalls.open(folder.resolve("f"), NEW_FILE, 0644);
        assertThat(FileCalls.read(file, buffer, 0, 1, -1)).isEqualTo(IoStatus.EINVAL.result());
        assertThat(FileCalls.write(file, buffer, 0, 1, -1)).isEqualTo(IoStatus.EINVAL.result());
        assertThat(FileCalls.close(file)).isZero();
    }

    @Test
    @DisplayName("open answers what Linux does")
    void openAnswersWhatLinuxDoes() throws IOException {
        Path file = Files.write(folder.resolve("f"), new byte[4]);
        assertThat(openResult(folder.resolve("missing"), OpenFlags.READ))
                .isEqualTo(IoStatus.ENOENT.result());
        assertThat(openResult(file, NEW_FILE)).isEqualTo(IoStatus.EEXIST.result());
        assertThat(openResult(file.resolve("below"), OpenFlags.READ))
                .isEqualTo(IoStatus.ENOTDIR.result());
        assertThat(openResult(folder, OpenFlags.WRITE)).isEqualTo(IoStatus.EISDIR.result());
        assertThat(openResult(folder.resolve("x".repeat(300)), OpenFlags.READ))
                .isEqualTo(IoStatus.ENAMETOOLONG.result());
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThat(openResult(loop, OpenFlags.READ)).isEqualTo(IoStatus.ELOOP.result());
    }

    @Test
    @DisplayName("a full device answers ENOSPC")
    void aFullDeviceAnswersEnospc() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no /dev/full");
        FileHandle file = FileCalls.open(full, OpenFlags.WRITE, 0);
        assertThat(FileCalls.write(file, buffer, 0, 8, 0)).isEqualTo(IoStatus.ENOSPC.result());
        assertThat(FileCalls.close(file)).isZero();
    }

    @Test
    @DisplayName("a folder is opened for reading and reads nothing")
    void aFolderIsOpenedForReadingAndReadsNothing() throws IOException {
        FileHandle file = FileCalls.open(folder, OpenFlags.READ, 0);
        assertThat(FileCalls.read(file, buffer, 0, 8, 0)).isEqualTo(IoStatus.EISDIR.result());
        assertThat(FileCalls.fsync(file)).isZero();
        assertThat(FileCalls.close(file)).isZero();
    }

    @Test
    @DisplayName("a new file has its mode")
    void aNewFileHasItsMode() throws IOException {
        Path path = folder.resolve("f");
        assumeTrue(
                path.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "no permissions here");
        assertThat(FileCalls.close(FileCalls.open(path, NEW_FILE, 0640))).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
    }

    @Test
    @DisplayName("truncate cuts and create does not")
    void truncateCutsAndCreateDoesNot() throws IOException {
        Path path = Files.write(folder.resolve("f"), new byte[4]);
        int create = OpenFlags.WRITE | OpenFlags.CREATE;
        assertThat(FileCalls.close(FileCalls.open(path, create, 0644))).isZero();
        assertThat(path).hasSize(4);
        int truncate = create | OpenFlags.TRUNCATE;
        assertThat(FileCalls.close(FileCalls.open(path, truncate, 0644))).isZero();
        assertThat(path).hasSize(0);
    }

    @Test
    @DisplayName("a file can be created for reading only")
    void aFileCanBeCreatedForReadingOnly() throws IOException {
        Path path = folder.resolve("f");
        int create = OpenFlags.READ | OpenFlags.CREATE;
        FileHandle created = FileCalls.open(path, create, 0644);
        assertThat(path).hasSize(0);
        assertThat(FileCalls.write(created, buffer, 0, 1, 0)).isEqualTo(IoStatus.EBADF.result());
        assertThat(FileCalls.close(created)).isZero();
        Files.write(path, new byte[4]);
        assertThat(FileCalls.close(FileCalls.open(path, create, 0644))).isZero();
        assertThat(path).hasSize(4);
        int createNew = OpenFlags.READ | OpenFlags.CREATE_NEW;
        assertThat(openResult(path, createNew)).isEqualTo(IoStatus.EEXIST.result());
        assertThat(FileCalls.close(FileCalls.open(folder.resolve("g"), createNew, 0644))).isZero();
    }

    @Test
    @DisplayName("a set interrupt flag does no harm and stays")
    void aSetInterruptFlagDoesNoHarmAndStays() throws IOException {
        Thread.currentThread().interrupt();
        FileHandle file = FileCalls.open(folder.resolve("f"), NEW_FILE, 0644);
        int written = FileCalls.write(file, buffer, 0, 4, 0);
        int read = FileCalls.read(file, buffer, 0, 4, 0);
        int synced = FileCalls.fsync(file);
        int closed = FileCalls.close(file);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(written).isEqualTo(4);
        assertThat(read).isEqualTo(4);
        assertThat(synced).isZero();
        assertThat(closed).isZero();
    }

    private static int openResult(Path path, int flags) {
        try {
            return FileCalls.close(FileCalls.open(path, flags, 0644));
        } catch (IOException failure) {
            return FileCalls.result(failure);
        }
    }
}
