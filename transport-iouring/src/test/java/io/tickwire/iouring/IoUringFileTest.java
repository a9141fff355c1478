package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.completion.BlockPool;
import io.tickwire.spi.OpenFlags;
import io.tickwire.spi.Support;
import io.tickwire.spi.TransportHandle;
import io.tickwire.tck.Rig;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IoUringFileTest {
    private static final int CREATE = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE;

    /** Not ASCII, where the platform's file names can be that. */
    private static final String NAME =
            Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode("größe")
                    ? "größe"
                    : "groesse";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "OPEN", "READ", "WRITE", "FSYNC", "CLOSE", "NOP,CLOSE,SHUTDOWN"})
    @DisplayName("a file is written, synced and read at its offsets")
    void aFileIsWrittenSyncedAndReadAtItsOffsets(String without) throws IOException {
        Path file = folder.resolve(NAME);
        ByteBuf buffer = Unpooled.directBuffer(64).writeZero(64);
        try (Rig rig = Rigs.open(BatchConfig.DEFAULT, without)) {
            TransportHandle handle =
                    rig.handle(rig.submit(rig.operation(IoOpType.OPEN).on(file).flags(CREATE)));
            buffer.setCharSequence(3, "tickwire", StandardCharsets.US_ASCII);
            assertThat(rig.run(rig.operation(IoOpType.WRITE).on(handle).with(buffer, 3, 8).at(5)))
                    .isEqualTo(8);
            assertThat(rig.run(rig.operation(IoOpType.FSYNC).on(handle))).isZero();
            assertThat(rig.run(rig.operation(IoOpType.READ).on(handle).with(buffer, 20, 32).at(7)))
                    .isEqualTo(6);
            assertThat(buffer.toString(20, 6, StandardCharsets.US_ASCII)).isEqualTo("ckwire");
            assertThat(rig.run(rig.operation(IoOpType.READ).on(handle).with(buffer, 0, 8).at(99)))
                    .isZero();
            assertThat(rig.result(rig.close(handle))).isZero();
            assertThat(rig.run(rig.operation(IoOpType.READ).on(handle).with(buffer, 0, 8)))
                    .isEqualTo(IoStatus.EBADF.result());
        } finally {
            buffer.release();
        }
        assertThat(file).hasBinaryContent("\0\0\0\0\0tickwire".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OPEN"})
    @DisplayName("open fails as open does")
    void openFailsAsOpenDoes(String without) throws IOException {
        Path missing = folder.resolve("missing");
        Path present = Files.createFile(folder.resolve("present"));
        try (Rig rig = Rigs.open(BatchConfig.DEFAULT, without)) {
            assertThat(rig.run(rig.operation(IoOpType.OPEN).on(missing).flags(OpenFlags.READ)))
                    .isEqualTo(IoStatus.ENOENT.result());
            int createNew = OpenFlags.WRITE | OpenFlags.CREATE_NEW;
            assertThat(rig.run(rig.operation(IoOpType.OPEN).on(present).flags(createNew)))
                    .isEqualTo(IoStatus.EEXIST.result());
        }
    }

    @Test
    @DisplayName("paths longer than a block work")
    void pathsLongerThanABlockWork() throws IOException {
        Path deep = folder;
        while (deep.toString().length() < 2 * BlockPool.BLOCK_BYTES) {
            deep = deep.resolve("a".repeat(200));
        }
        Files.createDirectories(deep);
        try (Rig rig = Rigs.open()) {
            Path file = deep.resolve("file");
            rig.result(
                    rig.close(
                            rig.handle(
                                    rig.submit(
                                            rig.operation(IoOpType.OPEN).on(file).flags(CREATE)))));
            assertThat(file).exists();
            Path tooLong = folder.resolve("b".repeat(300));
            assertThat(rig.run(rig.operation(IoOpType.OPEN).on(tooLong).flags(CREATE)))
                    .isEqualTo(IoStatus.ENAMETOOLONG.result());
        }
    }

    @Test
    @DisplayName("open flags become the numbers of Linux")
    void openFlagsBecomeTheNumbersOfLinux() {
        assertThat(FileOperations.openFlags(OpenFlags.READ)).isEqualTo(02000000);
        assertThat(FileOperations.openFlags(OpenFlags.WRITE | OpenFlags.TRUNCATE))
                .isEqualTo(02001001);
        assertThat(FileOperations.openFlags(CREATE | OpenFlags.SYNC)).isEqualTo(06010102);
        assertThat(
                        FileOperations.openFlags(
                                OpenFlags.WRITE | OpenFlags.CREATE_NEW | OpenFlags.DSYNC))
                .isEqualTo(02010301);
    }

    @Test
    @DisplayName("one emulated file operation emulates them all")
    void oneEmulatedFileOperationEmulatesThemAll() throws IOException {
        try (Rig rig = Rigs.open(BatchConfig.DEFAULT, "WRITE,NOP")) {
            assertThat(rig.transport.capabilities().of(IoOpType.READ)).isEqualTo(Support.EMULATED);
            assertThat(rig.transport.capabilities().of(IoOpType.OPEN)).isEqualTo(Support.EMULATED);
            assertThat(rig.transport.capabilities().of(IoOpType.NOP)).isEqualTo(Support.EMULATED);
            assertThat(rig.transport.capabilities().of(IoOpType.RECV)).isEqualTo(Support.NATIVE);
        }
    }
}
