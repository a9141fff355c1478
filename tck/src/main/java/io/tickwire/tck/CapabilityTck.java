package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a transport states, against what becomes of each operation. */
abstract class CapabilityTck extends TckCase {
    CapabilityTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("an operation works, or is stated as unsupported and answers EOPNOTSUPP")
    void operations() throws Exception {
        OperationDrive drive = own(new OperationDrive(transport(), directory()));
        for (IoOpType type : IoOpType.values()) {
            IoStatus expected =
                    drive.capabilities().of(type) == Support.UNSUPPORTED
                            ? IoStatus.EOPNOTSUPP
                            : IoStatus.OK;
            assertThat(drive.drive(type)).as("%s", type).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("so does each feature that has an outcome of its own")
    void features() throws Exception {
        OperationDrive drive = own(new OperationDrive(transport(), directory()));
        assertThat(drive.driveLinks()).isEqualTo(expected(drive, Feature.LINKS));
        assertThat(drive.driveMultishotAccept())
                .isEqualTo(expected(drive, Feature.MULTISHOT_ACCEPT));
        assertThat(drive.driveMultishotReceive())
                .isEqualTo(expected(drive, Feature.MULTISHOT_RECEIVE));
        assertThat(drive.driveBufferGroups()).isEqualTo(expected(drive, Feature.BUFFER_GROUPS));
        assertThat(drive.driveUnixDatagrams()).isEqualTo(expected(drive, Feature.UNIX_DATAGRAMS));
        assertThat(drive.driveDeadline()).isEqualTo(expected(drive, Feature.DEADLINE));
        assertThat(drive.driveMultishotPoll()).isEqualTo(expected(drive, Feature.MULTISHOT_POLL));
        assertThat(drive.driveZeroCopy()).as("a hint").isEqualTo(IoStatus.OK);
    }

    private static IoStatus expected(OperationDrive drive, Feature feature) {
        return drive.capabilities().of(feature) == Support.UNSUPPORTED
                ? IoStatus.EOPNOTSUPP
                : IoStatus.OK;
    }
}
