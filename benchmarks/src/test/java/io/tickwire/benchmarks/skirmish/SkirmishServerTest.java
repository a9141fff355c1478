package io.tickwire.benchmarks.skirmish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.tickwire.examples.skirmish.SkirmishLimits;
import io.tickwire.examples.skirmish.bots.BotHabit;
import io.tickwire.examples.skirmish.bots.BotPlan;
import io.tickwire.examples.skirmish.bots.BotReport;
import io.tickwire.examples.skirmish.bots.SkirmishBots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each server is a good one: bots of all habits find nothing wrong with it. */
class SkirmishServerTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir private Path folder;

    @Test
    @DisplayName("a mixed crowd gets what each of it deserves, and is known again after a restart")
    void aMixedCrowdGetsWhatItDeserves() throws IOException {
        for (int visit = 1; visit <= 2; visit++) {
            BotReport report = play("netty-nio", limits(40), BotPlan.crowd(40), 1, visit);
            assertThat(report.lines()).contains("good");
            assertThat(report.isGood()).isTrue();
            assertThat(report.endings(BotHabit.STALLED).values()).containsExactly(4);
            assertThat(report.honestSnapshots()).isPositive();
            assertThat(report.honestMisses()).isZero();
        }
    }

    @Test
    @DisplayName("who comes when the server is full is told so, and the others play on")
    void whoComesWhenTheServerIsFullIsToldSo() throws IOException {
        BotReport report =
                play(
                        "netty-nio",
                        limits(10),
                        Map.of(BotHabit.HONEST, 10, BotHabit.SURPLUS, 5),
                        1,
                        1);
        assertThat(report.lines()).contains("good", "surplus   5 kicked: FULL");
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tickwire-io_uring",
                "tickwire-epoll",
                "tickwire-nio",
                "netty-io_uring",
                "netty-epoll",
                "netty-nio"
            })
    @DisplayName("200 bots of all habits play for 20 seconds, and none is wronged")
    void aCrowdOfTwoHundred(String arm) throws IOException {
        assumeUsable(arm);
        BotReport report = play(arm, SkirmishLimits.defaults(), BotPlan.crowd(200), 20, 1);
        assertThat(report.lines()).contains("good");
    }

    private static void assumeUsable(String arm) {
        if (arm.equals("netty-io_uring")) {
            assumeTrue(
                    IoUring.isAvailable(), () -> "no io_uring: " + IoUring.unavailabilityCause());
        }
        if (arm.equals("netty-epoll")) {
            assumeTrue(Epoll.isAvailable(), () -> "no epoll: " + Epoll.unavailabilityCause());
        }
    }

    private BotReport play(
            String arm, SkirmishLimits limits, Map<BotHabit, Integer> bots, int seconds, int visit)
            throws IOException {
        SkirmishServer.Running server = SkirmishServer.start(arm, limits, folder.resolve("world"));
        try {
            return new SkirmishBots(
                            new BotPlan(
                                    new InetSocketAddress(
                                            InetAddress.getLoopbackAddress(), server.port()),
                                    bots,
                                    Duration.ofSeconds(seconds),
                                    LIMIT,
                                    visit,
                                    visit))
                    .run();
        } finally {
            server.stop();
            server.run();
        }
    }

    /**
     * Short enough for a test, and still long enough for who pings each second on a busy machine.
     */
    private static SkirmishLimits limits(int players) {
        return new SkirmishLimits(
                players,
                players * 2,
                Duration.ofSeconds(5),
                Duration.ofSeconds(8),
                4096,
                2048,
                Duration.ofSeconds(1),
                Duration.ofMillis(200));
    }
}
