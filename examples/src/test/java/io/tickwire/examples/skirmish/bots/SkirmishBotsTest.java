package io.tickwire.examples.skirmish.bots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The bots tell a bad server from a good one, and come to an end with any. */
class SkirmishBotsTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static BotReport play(ServerSocket server, Map<BotHabit, Integer> counts)
            throws IOException {
        return new SkirmishBots(
                        new BotPlan(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), server.getLocalPort()),
                                counts,
                                Duration.ofMillis(1),
                                LIMIT,
                                0,
                                1))
                .run();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    @Test
    @DisplayName("a server that says nothing is not good, whatever the habit")
    void aServerThatSaysNothingIsNotGood() throws IOException {
        try (ServerSocket server = listen()) {
            Map<BotHabit, Integer> counts = new EnumMap<>(BotHabit.class);
            for (BotHabit habit : BotHabit.values()) {
                counts.put(habit, 1);
            }
            BotReport report = play(server, counts);
            for (BotHabit habit : BotHabit.values()) {
                assertThat(report.endings(habit)).containsExactly(Map.entry("still here", 1));
                assertThat(habit.expects("still here")).isFalse();
            }
            assertThat(report.isGood()).isFalse();
            assertThat(report.lines()).contains("NOT GOOD");
        }
    }

    @Test
    @DisplayName("a server that talks nonsense is not good")
    void aServerThatTalksNonsenseIsNotGood() throws IOException {
        try (ServerSocket server = listen()) {
            Thread talker =
                    new Thread(
                            () -> {
                                try (Socket socket = server.accept()) {
                                    socket.getOutputStream().write(new byte[] {0, 1, 99});
                                    socket.getInputStream().transferTo(new ByteArrayOutputStream());
                                } catch (IOException e) {
                                    // The bot has gone, as it should.
                                }
                            });
            talker.start();
            BotReport report = play(server, Map.of(BotHabit.HONEST, 1));
            assertThat(report.isGood()).isFalse();
            assertThat(report.lines()).contains("FAULT honest-0: no message of a server is 99");
        }
    }

    @Test
    @DisplayName("where nobody listens bots cannot connect")
    void whereNobodyListensBotsCannotConnect() throws IOException {
        ServerSocket server = listen();
        server.close();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code =
                new CommandLine(new BotsCommand(new PrintStream(out, true, StandardCharsets.UTF_8)))
                        .execute(
                                String.valueOf(server.getLocalPort()),
                                "--habits",
                                "honest=2",
                                "--limit",
                                "30");
        assertThat(code).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("2 cannot connect");
    }

    @Test
    @DisplayName("a plan out of its range is refused")
    void aPlanOutOfItsRangeIsRefused() {
        assertThatThrownBy(() -> BotPlan.crowd(30)).hasMessageContaining("30");
        assertThatThrownBy(() -> BotHabit.named("kind")).hasMessageContaining("kind");
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        assertThatThrownBy(() -> new BotPlan(address, Map.of(), LIMIT, LIMIT, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(BotPlan.crowd(200).values().stream().mapToInt(count -> count).sum())
                .isEqualTo(200);
    }
}
