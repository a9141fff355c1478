package io.tickwire.examples.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.examples.server.DatagramEchoSystem;
import io.tickwire.examples.server.Example;
import io.tickwire.examples.server.ExampleServer;
import io.tickwire.examples.server.ServerOptions;
import io.tickwire.examples.server.Transports;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SelfTestTest {
    @TempDir private Path folder;

    @ParameterizedTest(name = "{0} on {1}, unix: {2}, rate: {3}")
    @MethodSource("cases")
    @DisplayName("every byte comes back and the server closes cleanly")
    void everyByteComesBackAndTheServerClosesCleanly(
            Example example, String transport, boolean isUnix, String rate) {
        Transports.assumeUsable(transport);
        List<String> flags =
                new ArrayList<>(
                        List.of("--self-test", "20", "--transport", transport, "--rate", rate));
        Path path = folder.resolve("server.sock");
        if (isUnix) {
            flags.addAll(List.of("--unix", path.toString()));
        }
        ServerOptions options = ServerOptions.parse(flags);
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(table, true, StandardCharsets.UTF_8);

        ExampleServer server = ExampleServer.open(options, example.service());
        boolean isPassed = new SelfTest(example, options, server, out).run();

        String text = table.toString(StandardCharsets.UTF_8);
        assertThat(isPassed).as(text).isTrue();
        assertThat(text)
                .contains(transport, "messages a second", "entries per 1000 messages", "p99.9");
        assertThat(path).doesNotExist();
    }

    @ParameterizedTest(name = "{0}, rate: {1}, host: {2}")
    @MethodSource("datagramCases")
    @DisplayName("every datagram comes back and the server closes cleanly")
    void everyDatagramComesBackAndTheServerClosesCleanly(
            String transport, String rate, String host) {
        Transports.assumeUsable(transport);
        ServerOptions options =
                ServerOptions.parse(
                        List.of(
                                "--self-test",
                                "20",
                                "--udp",
                                "--host",
                                host,
                                "--transport",
                                transport,
                                "--rate",
                                rate));
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(table, true, StandardCharsets.UTF_8);
        DatagramEchoSystem service =
                new DatagramEchoSystem(options.address(), ByteBufAllocator.DEFAULT);

        ExampleServer server = ExampleServer.open(options, service);
        boolean isPassed = new SelfTest(Example.ECHO, options, server, out).run();

        String text = table.toString(StandardCharsets.UTF_8);
        assertThat(isPassed).as(text).isTrue();
        assertThat(text).contains(transport, "datagrams sent again");
        assertThat(server.summary()).contains(" datagrams echoed");
    }

    static Stream<Arguments> datagramCases() {
        return Transports.names()
                .flatMap(
                        transport ->
                                Stream.of(
                                        Arguments.of(transport, "ready", "127.0.0.1"),
                                        Arguments.of(transport, "ready", "::1"),
                                        Arguments.of(transport, "200", "127.0.0.1")));
    }

    @ParameterizedTest
    @MethodSource("io.tickwire.examples.server.Transports#names")
    @DisplayName("a lane that is full all the time loses nothing")
    void aLaneThatIsFullAllTheTimeLosesNothing(String transport) {
        Transports.assumeUsable(transport);
        for (Example example : Example.values()) {
            assertServesThroughLanesOf(1, example, transport);
            assertServesThroughLanesOf(4, example, transport);
        }
    }

    private static void assertServesThroughLanesOf(
            int capacity, Example example, String transport) {
        BatchConfig narrow = BatchConfig.builder().laneCapacity(capacity).laneInFlight(256).build();
        ServerOptions options =
                ServerOptions.parse(List.of("--self-test", "60", "--transport", transport));
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(table, true, StandardCharsets.UTF_8);

        ExampleServer server = ExampleServer.open(options, example.service(), narrow);
        boolean isPassed = new SelfTest(example, options, server, out).run();

        assertThat(isPassed).as(table.toString(StandardCharsets.UTF_8)).isTrue();
    }

    static Stream<Arguments> cases() {
        return Transports.names()
                .flatMap(
                        transport ->
                                Stream.of(Example.values())
                                        .flatMap(example -> cases(example, transport)));
    }

    private static Stream<Arguments> cases(Example example, String transport) {
        return Stream.of(
                Arguments.of(example, transport, false, "ready"),
                Arguments.of(example, transport, true, "ready"),
                Arguments.of(example, transport, false, "200"),
                Arguments.of(example, transport, true, "200"));
    }
}
