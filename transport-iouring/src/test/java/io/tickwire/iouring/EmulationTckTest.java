package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoOpType;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import io.tickwire.tck.TransportTck;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole suite on a kernel that has nothing but what the transport cannot do without. */
class EmulationTckTest extends TransportTck {
    private static final Set<IoOpType> NEVER_EMULATED =
            EnumSet.of(
                    IoOpType.ACCEPT,
                    IoOpType.CONNECT,
                    IoOpType.RECV,
                    IoOpType.SEND,
                    IoOpType.RECVMSG,
                    IoOpType.SENDMSG,
                    IoOpType.POLL_ADD,
                    IoOpType.POLL_REMOVE,
                    IoOpType.CANCEL);

    private static final String ALL =
            Arrays.stream(IoOpType.values())
                    .filter(type -> !NEVER_EMULATED.contains(type))
                    .map(IoOpType::name)
                    .collect(Collectors.joining(",", "", ",ACCEPT_MULTISHOT,RECV_MULTISHOT"));

    @RegisterExtension static final Without WITHOUT = new Without(ALL);

    EmulationTckTest() {
        super("io_uring");
    }

    @Test
    @DisplayName("all is emulated but what the transport cannot do without")
    void isEmulated() throws IOException {
        Capabilities capabilities = KernelProbe.features().without(ALL).capabilities();
        for (IoOpType type : IoOpType.values()) {
            assertThat(capabilities.of(type))
                    .as("%s", type)
                    .isEqualTo(NEVER_EMULATED.contains(type) ? Support.NATIVE : Support.EMULATED);
        }
        for (Feature feature :
                EnumSet.of(Feature.MULTISHOT_ACCEPT, Feature.MULTISHOT_RECEIVE, Feature.LINKS)) {
            assertThat(capabilities.of(feature)).as("%s", feature).isEqualTo(Support.EMULATED);
        }
    }
}
