package io.tickwire.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

class ServerOptionsTest {
    @Test
    @DisplayName("without flags it is the loopback and a tick whenever something is ready")
    void withoutFlagsItIsTheLoopbackAndATickWheneverSomethingIsReady() {
        ServerOptions options = parse();
        assertThat(options.address()).hasToString("/127.0.0.1:7007");
        assertThat(options.transport()).isEmpty();
        assertThat(options.isSelfTest()).isFalse();
        assertThat(options.rate()).hasToString("whenReady(PT1S)");
    }

    @Test
    @DisplayName("every flag has its effect")
    void everyFlagHasItsEffect() {
        ServerOptions options =
                parse(
                        "--host",
                        "::1",
                        "--port",
                        "80",
                        "--transport",
                        "nio",
                        "--rate",
                        "50",
                        "--self-test",
                        "3");
        assertThat(options.address()).hasToString("/[0:0:0:0:0:0:0:1]:80");
        assertThat(options.transport()).contains("nio");
        assertThat(options.rate()).hasToString("every PT0.02S");
        assertThat(options.selfTestConnections()).isEqualTo(3);
    }

    @Test
    @DisplayName("a self test lets the system choose the port")
    void aSelfTestLetsTheSystemChooseThePort() {
        assertThat(parse("--self-test", "1").address()).hasToString("/127.0.0.1:0");
    }

    @Test
    @DisplayName("a path makes a Unix address")
    void aPathMakesAUnixAddress() {
        assertThat(parse("--unix", "a/b.sock").address())
                .isEqualTo(UnixDomainSocketAddress.of("a/b.sock"));
    }

    @ParameterizedTest
    @CsvSource({
        "--port, -1",
        "--port, 65536",
        "--port, http",
        "--rate, 0",
        "--rate, -5",
        "--rate, NaN",
        "--rate, 1000001",
        "--rate, fast",
        "--self-test, 0",
        "--self-test, 20001",
        "--self-test, many",
        "--host, no.such.host.invalid",
    })
    @DisplayName("a wrong value is named")
    void aWrongValueIsNamed(String flag, String value) {
        assertThatThrownBy(() -> parse(flag, value))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("Invalid value for option '" + flag + "'")
                .hasMessageContaining(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot", "port", "-p"})
    @DisplayName("an unknown flag is named")
    void anUnknownFlagIsNamed(String flag) {
        assertThatThrownBy(() -> parse(flag, "1"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(flag);
    }

    @Test
    @DisplayName("datagrams are asked for by a flag without a value")
    void datagramsAreAskedForByAFlagWithoutAValue() {
        assertThat(parse("--udp", "--port", "1").isDatagram()).isTrue();
        assertThat(parse("--port", "1", "--udp").isDatagram()).isTrue();
        assertThat(parse("--port", "1").isDatagram()).isFalse();
        assertThatThrownBy(() -> parse("--udp", "--unix", "x"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--udp");
    }

    @Test
    @DisplayName("a flag needs a value")
    void aFlagNeedsAValue() {
        assertThatThrownBy(() -> parse("--rate"))
                .hasMessageContaining("parameter for option '--rate'");
    }

    @Test
    @DisplayName("a flag cannot be given twice")
    void aFlagCannotBeGivenTwice() {
        assertThatThrownBy(() -> parse("--port", "1", "--port", "2"))
                .hasMessage("option '--port' (NUMBER) should be specified only once");
    }

    @Test
    @DisplayName("a path goes with no port")
    void aPathGoesWithNoPort() {
        assertThatThrownBy(() -> parse("--unix", "x", "--port", "1"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--unix x");
        assertThatThrownBy(() -> parse("--unix", "x", "--host", "::1"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--unix x");
    }

    private static ServerOptions parse(String... arguments) {
        return ServerOptions.parse(List.of(arguments));
    }
}
