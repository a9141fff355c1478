package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TickwireTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    @DisplayName("help names every command")
    void helpNamesEveryCommand() {
        assertHelp(List.of(), "echo", "accept", "simulate", "soak", "help", "--help", "--version");
    }

    @Test
    @DisplayName("the help of a command names every flag")
    void theHelpOfACommandNamesEveryFlag() {
        String[] served = {
            "--host", "--port", "--unix", "--udp", "--transport", "--rate", "--self-test", "--help"
        };
        assertHelp(List.of("echo"), served);
        assertHelp(List.of("accept", "--port", "1"), served);
        assertHelp(
                List.of("simulate"), "--minutes", "--peers", "--seed", "--commit-seed", "--seam");
        assertHelp(List.of("soak"), "--minutes", "--transport", "--seed", "--scenario", "--size");
    }

    @Test
    @DisplayName("help, -h and --help print the same")
    void helpAndItsFlagsPrintTheSame() {
        assertThat(printed("help")).isEqualTo(printed("--help")).isEqualTo(printed("-h"));
        for (String command : List.of("echo", "accept", "simulate", "soak")) {
            assertThat(printed("help", command))
                    .contains("tickwire " + command)
                    .isEqualTo(printed(command, "--help"))
                    .isEqualTo(printed(command, "-h"));
        }
    }

    @Test
    @DisplayName("help for an unknown command is wrong usage and names it")
    void helpForAnUnknownCommandNamesIt() {
        assertWrongUsage("'ehco'", "help", "ehco");
    }

    @Test
    @DisplayName("the version is that of core, each transport, Netty, its natives and the JDK")
    void theVersionIsThatOfAllThatTakesPart() {
        assertThat(printed("--version"))
                .isEqualTo(printed("-V"))
                .startsWith("tickwire ")
                .containsPattern("core [0-9]")
                .containsPattern("transport io_uring [0-9]")
                .containsPattern("transport epoll [0-9]")
                .containsPattern("transport kqueue [0-9]")
                .containsPattern("transport nio [0-9]")
                .containsPattern("netty [0-9]")
                .containsPattern("netty's native io_uring [0-9]")
                .containsPattern("netty's native epoll [0-9]")
                .contains("java " + System.getProperty("java.runtime.version"))
                .doesNotContain("unknown");
    }

    private void assertHelp(List<String> command, String... names) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");
        assertThat(printed(arguments.toArray(new String[0]))).contains(names);
    }

    /** What a command prints that works. */
    private String printed(String... arguments) {
        out.reset();
        assertThat(run(arguments)).isZero();
        assertThat(err.size()).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("no example is wrong usage")
    void noExampleIsWrongUsage() {
        assertWrongUsage("Missing required subcommand");
    }

    @Test
    @DisplayName("an unknown example is named")
    void anUnknownExampleIsNamed() {
        assertWrongUsage("'ehco'", "ehco", "--port", "1");
    }

    @Test
    @DisplayName("an unknown flag is named")
    void anUnknownFlagIsNamed() {
        assertWrongUsage("'--prot'", "echo", "--prot", "1");
    }

    @Test
    @DisplayName("a wrong value is named")
    void aWrongValueIsNamed() {
        assertWrongUsage(
                "'--port': 70000 is not a number from 0 to 65535", "accept", "--port", "70000");
    }

    @Test
    @DisplayName("an unknown transport is named")
    void anUnknownTransportIsNamed() {
        assertWrongUsage("unknown transport: token_ring", "echo", "--transport", "token_ring");
    }

    @Test
    @DisplayName("a soak without an end is wrong usage")
    void aSoakWithoutAnEndIsWrongUsage() {
        assertWrongUsage("'--minutes=NUMBER'", "soak", "--seed", "1");
    }

    @Test
    @DisplayName("a soak of an unknown scenario is named")
    void aSoakOfAnUnknownScenarioIsNamed() {
        assertWrongUsage("--scenario floot", "soak", "--minutes", "1", "--scenario", "floot");
    }

    @Test
    @DisplayName("a soak for too long is named")
    void aSoakForTooLongIsNamed() {
        assertWrongUsage("'--minutes': 0 is not", "soak", "--minutes", "0");
    }

    @Test
    @DisplayName("an address in use is a failure that names the address")
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
