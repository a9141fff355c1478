package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickwireTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpNamesEveryExampleAndFlag() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("echo", "accept", "--host", "--port", "--unix", "--transport", "--rate")
                .contains("--self-test", "--help")
                .contains("soak", "--minutes", "--seed", "--scenario", "--size");
        assertThat(err.size()).isZero();
    }

    @Test
    void anExampleHasHelpToo() {
        assertThat(run("echo", "--help")).isZero();
        assertThat(out.size()).isPositive();
    }

    @Test
    void noExampleIsWrongUsage() {
        assertWrongUsage("no example given");
    }

    @Test
    void anUnknownExampleIsNamed() {
        assertWrongUsage("unknown example: ehco", "ehco", "--port", "1");
    }

    @Test
    void anUnknownFlagIsNamed() {
        assertWrongUsage("unknown flag: --prot", "echo", "--prot", "1");
    }

    @Test
    void aWrongValueIsNamed() {
        assertWrongUsage("--port 70000", "accept", "--port", "70000");
    }

    @Test
    void anUnknownTransportIsNamed() {
        assertWrongUsage("unknown transport: token_ring", "echo", "--transport", "token_ring");
    }

    @Test
    void aSoakWithoutAnEndIsWrongUsage() {
        assertWrongUsage("soak needs --minutes", "soak", "--seed", "1");
    }

    @Test
    void aSoakOfAnUnknownScenarioIsNamed() {
        assertWrongUsage("--scenario floot", "soak", "--minutes", "1", "--scenario", "floot");
    }

    @Test
    void aSoakForTooLongIsNamed() {
        assertWrongUsage("--minutes 0", "soak", "--minutes", "0");
    }

    @Test
    void anAddressInUseIsAFailureThatNamesTheAddress() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(run("echo", "--transport", "nio", "--port", port)).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("127.0.0.1", port);
        }
    }

    private void assertWrongUsage(String message, String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(message, "--help");
        assertThat(out.size()).isZero();
    }

    private int run(String... arguments) {
        return new Tickwire(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }
}
