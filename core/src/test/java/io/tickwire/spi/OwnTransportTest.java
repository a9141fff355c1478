package io.tickwire.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is said of Tickwire's transports where they are not there, as on this class path. */
class OwnTransportTest {
    private static final Machine PC = new Machine("linux", "x86_64");
    private static final Machine MAC = new Machine("osx", "aarch_64");
    private static final Machine MAINFRAME = new Machine("linux", "s390x");

    @Test
    @DisplayName("a machine is offered the transports that Netty has a native for")
    void aMachineIsOfferedWhatNettyHasANativeFor() {
        assertThat(offered(PC)).containsExactly("io_uring", "epoll", "nio");
        assertThat(offered(MAC)).containsExactly("kqueue", "nio");
        assertThat(offered(MAINFRAME)).containsExactly("nio");
        assertThat(offered(new Machine("windows", "x86_64"))).containsExactly("nio");
    }

    @Test
    @DisplayName("the first part that is missing is named with its version")
    void theFirstPartThatIsMissingIsNamed() {
        assertThat(OwnTransport.NIO.cure(PC))
                .isEqualTo(
                        "add io.tickwire:tickwire-transport-nio:"
                                + TransportVersions.ofCore()
                                + " to the class path");
    }

    private static List<String> offered(Machine machine) {
        return Arrays.stream(OwnTransport.values())
                .filter(own -> own.isFor(machine))
                .map(OwnTransport::title)
                .toList();
    }
}
