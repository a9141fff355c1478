package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import io.tickwire.tck.OperationDrive;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the transport states, against the entries that it gives to the kernel. Operations are named
 * by the kernel's own numbers here (enum io_uring_op), not by the transport's table.
 */
class CapabilityTest {
    @TempDir private Path directory;

    @BeforeEach
    void requireRing() throws IOException {
        Rigs.requireIoUring();
    }

    @AfterEach
    void restore() {
        System.clearProperty(IoUringTransportProvider.WITHOUT_PROPERTY);
    }

    /** The kernel's operation that does the work where it is native. */
    private static int opcode(IoOpType type) {
        return switch (type) {
            case SENDMSG -> LinuxAbi.OP_SENDMSG;
            case POLL_REMOVE -> LinuxAbi.OP_ASYNC_CANCEL;
            case TIMEOUT -> 11;
            case TIMEOUT_REMOVE -> 12;
            case SPLICE -> 30;
            default -> KernelProbe.opcode(type);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "STAT",
                "RENAME,UNLINK,MKDIR",
                "SHUTDOWN,NOP",
                "TRUNCATE",
                "READ",
                "FDATASYNC",
                "ALLOCATE,ACCEPT_MULTISHOT,RECV_MULTISHOT"
            })
    @DisplayName("what is native reaches the kernel and nothing else does")
    void whatIsNativeReachesTheKernelAndNothingElseDoes(String without) throws Exception {
        System.setProperty(IoUringTransportProvider.WITHOUT_PROPERTY, without);
        try (OperationDrive drive = new OperationDrive(CountedTransportProvider.NAME, directory)) {
            for (IoOpType type : IoOpType.values()) {
                long before = entries(opcode(type));
                assertThat(drive.drive(type)).as("%s", type).isEqualTo(IoStatus.OK);
                Support stated = drive.capabilities().of(type);
                assertThat(entries(opcode(type)) > before)
                        .as("%s is stated as %s", type, stated)
                        .isEqualTo(stated == Support.NATIVE);
            }
        }
    }

    @Test
    @DisplayName("without takes away what it names")
    void withoutTakesAwayWhatItNames() throws Exception {
        System.setProperty(IoUringTransportProvider.WITHOUT_PROPERTY, "STAT,READ");
        try (OperationDrive drive = new OperationDrive(CountedTransportProvider.NAME, directory)) {
            assertThat(drive.capabilities().of(IoOpType.STAT)).isEqualTo(Support.EMULATED);
            assertThat(drive.capabilities().of(IoOpType.WRITE)).isEqualTo(Support.EMULATED);
            assertThat(drive.capabilities().of(IoOpType.RENAME)).isEqualTo(Support.NATIVE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "WRITE"})
    @DisplayName("links reach the kernel where they are native")
    void linksReachTheKernelWhereTheyAreNative(String without) throws Exception {
        System.setProperty(IoUringTransportProvider.WITHOUT_PROPERTY, without);
        try (OperationDrive drive = new OperationDrive(CountedTransportProvider.NAME, directory)) {
            assertThat(drive.driveLinks()).isEqualTo(IoStatus.OK);
            boolean isNative = drive.capabilities().of(Feature.LINKS) == Support.NATIVE;
            assertThat(isNative).isEqualTo(without.isEmpty());
            assertThat(transport().linkedEntries()).isEqualTo(isNative ? 1 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ACCEPT_MULTISHOT,RECV_MULTISHOT"})
    @DisplayName("multishots reach the kernel as one entry where they are native")
    void multishotsReachTheKernelAsOneEntryWhereTheyAreNative(String without) throws Exception {
        System.setProperty(IoUringTransportProvider.WITHOUT_PROPERTY, without);
        try (OperationDrive drive = new OperationDrive(CountedTransportProvider.NAME, directory)) {
            boolean isNative = without.isEmpty();
            Support expected = isNative ? Support.NATIVE : Support.EMULATED;
            assertThat(drive.capabilities().of(Feature.MULTISHOT_ACCEPT)).isEqualTo(expected);
            assertThat(drive.capabilities().of(Feature.MULTISHOT_RECEIVE)).isEqualTo(expected);
            // An emulated one is armed again after its first connection, or its first bytes.
            long accepts = entries(13);
            assertThat(drive.driveMultishotAccept()).isEqualTo(IoStatus.OK);
            assertThat(entries(13) - accepts).isEqualTo(isNative ? 1 : 2);
            long receives = entries(27);
            assertThat(drive.driveMultishotReceive()).isEqualTo(IoStatus.OK);
            assertThat(entries(27) - receives).isEqualTo(isNative ? 1 : 2);
            long polls = entries(6);
            assertThat(drive.driveMultishotPoll()).isEqualTo(IoStatus.OK);
            assertThat(entries(6) - polls).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SEND_ZC"})
    @DisplayName("sends without a copy reach the kernel as such where they are native")
    void sendsWithoutACopyReachTheKernelAsSuchWhereTheyAreNative(String without) throws Exception {
        System.setProperty(IoUringTransportProvider.WITHOUT_PROPERTY, without);
        try (OperationDrive drive = new OperationDrive(CountedTransportProvider.NAME, directory)) {
            boolean isNative = without.isEmpty() && KernelProbe.features().zeroCopy();
            assertThat(drive.capabilities().of(Feature.ZERO_COPY))
                    .isEqualTo(isNative ? Support.NATIVE : Support.UNSUPPORTED);
            assertThat(drive.driveZeroCopy()).isEqualTo(IoStatus.OK);
            assertThat(entries(47)).isEqualTo(isNative ? 1 : 0);
            assertThat(entries(26)).isEqualTo(isNative ? 0 : 1);
        }
    }

    private static long entries(int opcode) {
        return transport().entries(opcode);
    }

    private static IoUringTransport transport() {
        IoUringTransport transport = CountedTransportProvider.latest;
        if (transport == null) {
            throw new AssertionError("no transport was made");
        }
        return transport;
    }
}
