package io.tickwire.simulation;

import static io.tickwire.simulation.FilesFixture.FOLDER;
import static io.tickwire.simulation.FilesFixture.NEW;
import static io.tickwire.simulation.FilesFixture.bytes;
import static io.tickwire.simulation.FilesFixture.filled;
import static io.tickwire.simulation.FilesFixture.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.FileStat;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.readiness.ReadinessFile;
import io.tickwire.spi.OpenFlags;
import io.tickwire.tck.FakeOperation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WorldFilesTest {
    private static final int READ = OpenFlags.READ;
    private static final int WRITE = OpenFlags.WRITE;

    private final FilesFixture world = new FilesFixture(1);
    private final WorldFiles files = world.files;

    @Test
    @DisplayName("what is written is read, across pages, holes and the file's end")
    void transfers() {
        ReadinessFile file = world.open(path("f"), NEW);
        byte[] content = new byte[20_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31);
        }
        assertThat(world.write(file, 5_000, content)).isEqualTo(20_000);
        assertThat(world.read(file, 5_000, 30_000))
                .isEqualTo(new String(content, StandardCharsets.ISO_8859_1));
        assertThat(world.read(file, 4_998, 4)).isEqualTo("\0\0\0\37");
        assertThat(world.read(file, 25_000, 1)).isEmpty();
        assertThat(world.read(file, Long.MAX_VALUE - 8, 1)).isEmpty();
        assertThat(files.sizeBytes(path("f"))).isEqualTo(25_000);
        assertThat(files.contents(path("f"))).hasSize(25_000).endsWith(content);
        assertThat(file.end()).isZero();
        assertThat(files.openFiles()).isZero();
    }

    @Test
    @DisplayName("READV and WRITEV go through the regions in their order")
    void regions() {
        ReadinessFile file = world.open(path("f"), NEW);
        ByteBuf buffer = Unpooled.directBuffer(32);
        buffer.setBytes(0, bytes("....abc..defgh"));
        assertThat(
                        world.perform(
                                FilesFixture.operation(IoOpType.WRITEV)
                                        .with(buffer, 4, 3)
                                        .with(buffer, 0, 0)
                                        .with(buffer, 9, 5)
                                        .at(1),
                                file))
                .isEqualTo(8);
        assertThat(files.contents(path("f"))).isEqualTo(bytes("\0abcdefgh"));
        assertThat(
                        world.perform(
                                FilesFixture.operation(IoOpType.READV)
                                        .with(buffer, 20, 6)
                                        .with(buffer, 10, 6),
                                file))
                .isEqualTo(9);
        assertThat(buffer.toString(20, 6, StandardCharsets.US_ASCII)).isEqualTo("\0abcde");
        assertThat(buffer.toString(10, 3, StandardCharsets.US_ASCII)).isEqualTo("fgh");
        buffer.release();
    }

    @Test
    @DisplayName("OPEN answers what open(2) does")
    void openErrors() {
        files.put(path("f"), bytes("abc"));
        assertThat(world.openStatus(path("none"), READ)).isEqualTo(IoStatus.ENOENT);
        assertThat(world.openStatus(path("none/f"), NEW)).isEqualTo(IoStatus.ENOENT);
        assertThat(world.openStatus(path("f/f"), NEW)).isEqualTo(IoStatus.ENOTDIR);
        assertThat(world.openStatus(path("f"), NEW | OpenFlags.CREATE_NEW))
                .isEqualTo(IoStatus.EEXIST);
        assertThat(world.openStatus(FOLDER, WRITE)).isEqualTo(IoStatus.EISDIR);
        assertThat(world.openStatus(FOLDER, READ)).isEqualTo(IoStatus.OK);
        assertThat(world.openStatus(path("x".repeat(255)), NEW)).isEqualTo(IoStatus.OK);
        assertThat(world.openStatus(path("x".repeat(256)), NEW)).isEqualTo(IoStatus.ENAMETOOLONG);
        assertThat(world.openStatus(path("\u00e4".repeat(128)), NEW))
                .isEqualTo(IoStatus.ENAMETOOLONG);
        assertThat(files.contents(path("f"))).isEqualTo(bytes("abc"));
        assertThat(world.openStatus(path("f"), READ | OpenFlags.TRUNCATE)).isEqualTo(IoStatus.OK);
        assertThat(files.contents(path("f"))).isEqualTo(bytes("abc"));
        assertThat(world.openStatus(path("f"), WRITE | OpenFlags.TRUNCATE)).isEqualTo(IoStatus.OK);
        assertThat(files.contents(path("f"))).isEmpty();
    }

    @Test
    @DisplayName("the wrong direction is EBADF, and so is a file that was closed or is none")
    void wrongDirection() {
        files.put(path("f"), bytes("abc"));
        ReadinessFile reading = world.open(path("f"), READ);
        ReadinessFile writing = world.open(path("f"), WRITE);
        int ebadf = IoStatus.EBADF.result();
        assertThat(world.write(reading, 0, bytes("x"))).isEqualTo(ebadf);
        assertThat(world.read(writing, 0, 1)).isEqualTo("EBADF");
        assertThat(world.allocate(reading, 0, 1)).isEqualTo(ebadf);
        assertThat(world.truncate(reading, 0)).isEqualTo(IoStatus.EINVAL.result());
        assertThat(reading.end()).isZero();
        assertThat(reading.end()).isEqualTo(ebadf);
        assertThat(world.read(reading, 0, 1)).isEqualTo("EBADF");
        assertThat(world.fsync(reading)).isEqualTo(ebadf);
        assertThat(world.named(FilesFixture.operation(IoOpType.FSYNC))).isEqualTo(IoStatus.EBADF);
    }

    @Test
    @DisplayName("negative and too large positions and lengths are refused")
    void ranges() {
        ReadinessFile file = world.open(path("f"), NEW);
        int einval = IoStatus.EINVAL.result();
        int efbig = IoStatus.EFBIG.result();
        assertThat(world.read(file, -1, 1)).isEqualTo("EINVAL");
        assertThat(world.write(file, -1, bytes("x"))).isEqualTo(einval);
        assertThat(world.truncate(file, -1)).isEqualTo(einval);
        assertThat(world.allocate(file, -1, 1)).isEqualTo(einval);
        assertThat(world.allocate(file, 0, 0)).isEqualTo(einval);
        assertThat(world.write(file, Long.MAX_VALUE, bytes("x"))).isEqualTo(efbig);
        assertThat(world.truncate(file, Long.MAX_VALUE)).isEqualTo(efbig);
        assertThat(world.allocate(file, Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(efbig);
        long longest = ((1L << 32) - 1) << 12;
        assertThat(world.write(file, longest - 1, bytes("xyz"))).isEqualTo(1);
        assertThat(files.sizeBytes(path("f"))).isEqualTo(longest);
        assertThat(world.write(file, 0, new byte[0])).isZero();
    }

    @Test
    @DisplayName("a directory is opened for reading, and each read of it is EISDIR")
    void openDirectory() {
        ReadinessFile directory = world.open(FOLDER, READ);
        assertThat(world.read(directory, 0, 1)).isEqualTo("EISDIR");
        assertThat(world.write(directory, 0, bytes("x"))).isEqualTo(IoStatus.EBADF.result());
        assertThat(world.truncate(directory, 0)).isEqualTo(IoStatus.EINVAL.result());
        assertThat(world.fsync(directory)).isZero();
        assertThat(world.fdatasync(directory)).isZero();
    }

    @Test
    @DisplayName("TRUNCATE cuts, and what it grows by is zeros")
    void truncate() {
        ReadinessFile file = world.open(path("f"), NEW);
        world.write(file, 0, filled(10_000, 7));
        assertThat(world.truncate(file, 4_100)).isZero();
        assertThat(world.truncate(file, 9_000)).isZero();
        byte[] expected = new byte[9_000];
        System.arraycopy(filled(4_100, 7), 0, expected, 0, 4_100);
        assertThat(files.contents(path("f"))).isEqualTo(expected);
    }

    @Test
    @DisplayName("ALLOCATE extends a file, keeps what it holds and sets space aside")
    void allocate() {
        files.capacityBytes(10 * 4096);
        ReadinessFile file = world.open(path("f"), NEW);
        world.write(file, 0, bytes("abc"));
        assertThat(world.allocate(file, 4096, 8 * 4096)).isZero();
        assertThat(files.sizeBytes(path("f"))).isEqualTo(9 * 4096);
        assertThat(files.freeBytes()).isEqualTo(4096);
        assertThat(world.allocate(file, 4096, 10 * 4096)).isEqualTo(IoStatus.ENOSPC.result());
        assertThat(files.sizeBytes(path("f"))).isEqualTo(9 * 4096);
        assertThat(world.read(file, 0, 5)).isEqualTo("abc\0\0");
        ReadinessFile other = world.open(path("g"), NEW);
        assertThat(world.write(other, 0, filled(5000, 1))).isEqualTo(4096);
        assertThat(world.write(file, 4096, filled(8 * 4096, 1))).isEqualTo(8 * 4096);
        assertThat(world.truncate(file, 1)).isZero();
        assertThat(files.freeBytes()).isEqualTo(8 * 4096);
    }

    @Test
    @DisplayName("a full device takes what it can and then answers ENOSPC, until space is freed")
    void noSpace() {
        files.capacityBytes(3 * 4096);
        ReadinessFile file = world.open(path("f"), NEW);
        assertThat(world.write(file, 0, new byte[20_000])).isEqualTo(3 * 4096);
        assertThat(world.write(file, 3 * 4096, bytes("x"))).isEqualTo(IoStatus.ENOSPC.result());
        assertThat(world.write(file, 0, bytes("over"))).isEqualTo(4);
        assertThat(world.unlink(path("f"))).isEqualTo(IoStatus.OK);
        assertThat(files.freeBytes()).as("still open").isZero();
        assertThat(world.read(file, 0, 4)).isEqualTo("over");
        assertThat(file.end()).isZero();
        assertThat(files.freeBytes()).isEqualTo(3 * 4096);
    }

    @Test
    @DisplayName("a hole of terabytes costs nothing")
    void sparse() {
        long free = files.freeBytes();
        ReadinessFile file = world.open(path("f"), NEW);
        long far = 1L << 43;
        assertThat(world.write(file, far, bytes("far"))).isEqualTo(3);
        assertThat(world.truncate(file, far)).isZero();
        assertThat(world.read(file, far - 2, 5)).isEqualTo("\0\0");
        assertThat(world.write(file, far, bytes("far"))).isEqualTo(3);
        assertThat(world.read(file, far - 2, 5)).isEqualTo("\0\0far");
        assertThat(free - files.freeBytes()).isEqualTo(4096);
        assertThat(world.fsync(file)).isZero();
    }

    @Test
    @DisplayName("STAT tells kind, size, mode and the world's time")
    void stat() {
        world.time.advance(TimeUnit.MILLISECONDS.toNanos(1234));
        ReadinessFile file = world.open(path("f"), NEW);
        world.write(file, 0, new byte[77]);
        FakeOperation stat = FilesFixture.on(IoOpType.STAT, path("f"));
        assertThat(world.named(stat)).isEqualTo(IoStatus.OK);
        assertThat(stat.found().kind()).isEqualTo(FileStat.Kind.REGULAR);
        assertThat(stat.found().sizeBytes()).isEqualTo(77);
        assertThat(stat.found().mode()).isEqualTo(0644);
        assertThat(stat.found().modifiedMillis()).isEqualTo(1234);
        world.makeDirectory(path("d"));
        FakeOperation directory = FilesFixture.on(IoOpType.STAT, path("d"));
        assertThat(world.named(directory)).isEqualTo(IoStatus.OK);
        assertThat(directory.found().kind()).isEqualTo(FileStat.Kind.DIRECTORY);
        assertThat(directory.found().mode()).as("0777 less the umask").isEqualTo(0755);
        assertThat(world.named(FilesFixture.on(IoOpType.STAT, path("none"))))
                .isEqualTo(IoStatus.ENOENT);
        assertThat(world.named(FilesFixture.on(IoOpType.STAT, path("f/x"))))
                .isEqualTo(IoStatus.ENOTDIR);
    }

    @Test
    @DisplayName("RENAME moves, replaces and answers what rename(2) does")
    void rename() {
        files.put(path("f"), bytes("f"));
        files.put(path("d/g"), bytes("g"));
        files.makeDirectories(path("empty"));
        assertThat(world.rename(path("none"), path("x"))).isEqualTo(IoStatus.ENOENT);
        assertThat(world.rename(path("f"), path("none/x"))).isEqualTo(IoStatus.ENOENT);
        assertThat(world.rename(path("f"), path("d/g/x"))).isEqualTo(IoStatus.ENOTDIR);
        assertThat(world.rename(path("f"), path("d"))).isEqualTo(IoStatus.EISDIR);
        assertThat(world.rename(path("d"), path("f"))).isEqualTo(IoStatus.ENOTDIR);
        assertThat(world.rename(path("empty"), path("d"))).isEqualTo(IoStatus.ENOTEMPTY);
        assertThat(world.rename(path("d"), path("d/x"))).isEqualTo(IoStatus.EINVAL);
        assertThat(world.rename(path("d/g"), path("d"))).isEqualTo(IoStatus.ENOTEMPTY);
        assertThat(world.rename(path("d/."), path("x"))).isEqualTo(IoStatus.EBUSY);
        assertThat(world.rename(path("f"), path("f"))).isEqualTo(IoStatus.OK);
        assertThat(world.rename(path("f"), path("d/g"))).isEqualTo(IoStatus.OK);
        assertThat(files.contents(path("d/g"))).isEqualTo(bytes("f"));
        assertThat(world.rename(path("d"), path("empty"))).isEqualTo(IoStatus.OK);
        assertThat(files.list(FOLDER)).containsExactly("empty");
        assertThat(files.contents(path("empty/../empty/./g"))).isEqualTo(bytes("f"));
    }

    @Test
    @DisplayName("UNLINK and MKDIR answer what unlink(2), rmdir(2) and mkdir(2) do")
    void unlinkAndMakeDirectory() {
        files.put(path("d/f"), bytes("f"));
        assertThat(world.unlink(path("none"))).isEqualTo(IoStatus.ENOENT);
        assertThat(world.unlink(path("d"))).isEqualTo(IoStatus.EISDIR);
        assertThat(world.unlink(path("d/f/x"))).isEqualTo(IoStatus.ENOTDIR);
        assertThat(world.removeDirectory(path("d"))).isEqualTo(IoStatus.ENOTEMPTY);
        assertThat(world.removeDirectory(path("d/f"))).isEqualTo(IoStatus.ENOTDIR);
        assertThat(world.removeDirectory(path("d/."))).isEqualTo(IoStatus.EINVAL);
        assertThat(world.removeDirectory(path("d/.."))).isEqualTo(IoStatus.ENOTEMPTY);
        assertThat(world.removeDirectory(Path.of("/"))).isEqualTo(IoStatus.EBUSY);
        assertThat(world.makeDirectory(path("d"))).isEqualTo(IoStatus.EEXIST);
        assertThat(world.makeDirectory(path("d/f"))).isEqualTo(IoStatus.EEXIST);
        assertThat(world.makeDirectory(Path.of("/"))).isEqualTo(IoStatus.EEXIST);
        assertThat(world.makeDirectory(path("none/x"))).isEqualTo(IoStatus.ENOENT);
        assertThat(world.makeDirectory(path("d/f/x"))).isEqualTo(IoStatus.ENOTDIR);
        assertThat(world.unlink(path("d/f"))).isEqualTo(IoStatus.OK);
        assertThat(world.removeDirectory(path("d"))).isEqualTo(IoStatus.OK);
        assertThat(files.exists(path("d"))).isFalse();
    }

    @Test
    @DisplayName("an open file lives on when its name is removed or taken by another")
    void openFilesOfRemovedNames() {
        files.put(path("f"), bytes("old"));
        ReadinessFile old = world.open(path("f"), NEW);
        files.put(path("g"), bytes("new"));
        assertThat(world.rename(path("g"), path("f"))).isEqualTo(IoStatus.OK);
        assertThat(world.read(old, 0, 9)).isEqualTo("old");
        assertThat(world.write(old, 3, bytes("er"))).isEqualTo(2);
        assertThat(world.read(old, 0, 9)).isEqualTo("older");
        assertThat(files.contents(path("f"))).isEqualTo(bytes("new"));
    }

    @Test
    @DisplayName("paths are names: the working directory is there, and no real file is touched")
    void pathsAreNames() {
        Path relative = Path.of("not-a-real-file");
        files.put(relative, bytes("x"));
        assertThat(files.contents(relative.toAbsolutePath())).isEqualTo(bytes("x"));
        assertThat(Files.exists(relative)).isFalse();
        assertThat(new FilesFixture(2).files.list(Path.of(""))).isEmpty();
    }

    @Test
    @DisplayName("looking at what is not there says so")
    void misuse() {
        files.put(path("f"), bytes("x"));
        assertThatThrownBy(() -> files.contents(path("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> files.contents(FOLDER)).hasMessageContaining("is a directory");
        assertThatThrownBy(() -> files.durableContents(path("none"))).hasMessageContaining("none");
        assertThatThrownBy(() -> files.list(path("f"))).hasMessageContaining("not a directory");
        assertThatThrownBy(() -> files.put(path("f/x"), bytes("x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.capacityBytes(-1)).hasMessageContaining("-1");
        files.capacityBytes(4096);
        assertThatThrownBy(() -> files.put(path("g"), new byte[5000]))
                .isInstanceOf(IllegalStateException.class);
        assertThat(files.exists(path("f/x"))).isFalse();
    }

    @Test
    @DisplayName("operations are counted and take the disk's time, in which the world goes on")
    void latency() {
        FilesFixture slow = new FilesFixture(3, Latency.fixed(Duration.ofMillis(2)));
        boolean[] happened = new boolean[1];
        slow.time.after(TimeUnit.MILLISECONDS.toNanos(3), () -> happened[0] = true);
        ReadinessFile file = slow.open(path("f"), NEW);
        assertThat(happened[0]).isFalse();
        assertThat(slow.write(file, 0, bytes("x"))).isEqualTo(1);
        assertThat(happened[0]).isTrue();
        assertThat(slow.unlink(path("none"))).isEqualTo(IoStatus.ENOENT);
        assertThat(slow.time.nanoTime()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(6));
        assertThat(slow.files.count(IoOpType.OPEN)).isEqualTo(1);
        assertThat(slow.files.count(IoOpType.WRITE)).isEqualTo(1);
        assertThat(slow.files.count(IoOpType.UNLINK)).isEqualTo(1);
    }
}
