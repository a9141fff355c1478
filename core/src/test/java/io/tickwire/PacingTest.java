package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.watch.LoopClock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When ticks start, and what the tick clock shows. */
class PacingTest {
    @Test
    @DisplayName("at a fixed rate tick time steps by the period")
    void fixedRateStepsByThePeriod() {
        List<Long> times = new ArrayList<>();
        runUntil(TickRate.hertz(1000).catchUp(1_000_000), 50, times);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isEqualTo(1_000_000);
        }
        assertThat(times.get(0)).isZero();
    }

    @Test
    @DisplayName("a skipping rate steps by whole periods and counts what it skipped")
    void skippedPeriods() {
        List<Long> times = new ArrayList<>();
        LoopStats.Snapshot stats = runUntil(TickRate.hertz(1_000_000).catchUp(0), 200, times);
        long steps = 0;
        for (int i = 1; i < times.size(); i++) {
            long step = times.get(i) - times.get(i - 1);
            assertThat(step % 1000).isZero();
            steps += step / 1000;
        }
        assertThat(steps).isGreaterThanOrEqualTo(times.size() - 1);
        assertThat(stats.skippedPeriods()).isGreaterThanOrEqualTo(steps - (times.size() - 1));
    }

    @Test
    @DisplayName("whenReady with no idle time ticks without a wait; tick time never goes back")
    void readyWithoutIdle() {
        List<Long> times = new ArrayList<>();
        runUntil(TickRate.whenReady(Duration.ZERO), 100, times);
        assertThat(times).isSorted().hasSize(100);
    }

    @Test
    @DisplayName("stop() from another thread ends run(), also if it came first")
    void stopFromAnotherThread() throws InterruptedException {
        AtomicReference<TickLoop> running = new AtomicReference<>();
        Thread thread =
                new Thread(
                        () -> {
                            try (TickLoop loop =
                                    TickLoop.builder()
                                            .transport("scripted")
                                            .phase("p", p -> p.lane("lane"))
                                            .build()) {
                                running.set(loop);
                                loop.run(TickRate.hertz(0.001));
                            }
                        });
        thread.start();
        while (running.get() == null) {
            Thread.onSpinWait();
        }
        running.get().stop();
        thread.join();
        assertThat(running.get().stats().snapshot().ticks()).isLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("an interrupt ends run() and leaves the flag set")
    void interruptEndsRun() {
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.system(tick -> Thread.currentThread().interrupt()))
                        .build()) {
            loop.run(TickRate.hertz(1000));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(loop.stats().snapshot().ticks()).isEqualTo(1);
            loop.run(TickRate.whenReady(Duration.ZERO));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    @DisplayName("a stop that comes when an interrupt has ended run() ends the next run at once")
    void stopBehindAnInterruptIsNotLost() {
        TickLoop[] self = new TickLoop[1];
        int[] reads = new int[1];
        LoopClock stopping =
                () -> {
                    // As another thread may: at the tick's end, which reads the clock, it is early.
                    if (Thread.currentThread().isInterrupted() && ++reads[0] == 2) {
                        self[0].stop();
                    }
                    return System.nanoTime();
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .clock(stopping)
                        .phase("p", p -> p.system(tick -> Thread.currentThread().interrupt()))
                        .build()) {
            self[0] = loop;
            loop.run(TickRate.hertz(1000));
            assertThat(Thread.interrupted()).isTrue();
            loop.run(TickRate.hertz(1000));
            assertThat(Thread.interrupted()).isFalse();
            assertThat(loop.stats().snapshot().ticks()).isEqualTo(1);
            loop.run(TickRate.hertz(1000));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(loop.stats().snapshot().ticks()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("rates out of range are refused with the value")
    void badRates() {
        assertThatThrownBy(() -> TickRate.hertz(0)).hasMessageContaining("0.0");
        assertThatThrownBy(() -> TickRate.hertz(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> TickRate.whenReady(Duration.ofMillis(-1)))
                .hasMessageContaining("-0.001");
        assertThatThrownBy(() -> TickRate.hertz(60).catchUp(-2)).hasMessageContaining("-2");
        assertThatThrownBy(() -> WaitPolicy.awaitPrompt(Duration.ZERO))
                .hasMessageContaining("PT0S");
    }

    @Test
    @DisplayName("whenReady ticks again at once while a system has completions it did not see")
    void unseenCompletionsStartATick() {
        List<Long> seenInTick = new ArrayList<>();
        TickLoop[] self = new TickLoop[1];
        TickSystem system =
                tick -> {
                    if (tick.number() == 0) {
                        tick.intents().queue(tick.request().nop());
                    }
                    if (!tick.completions().isEmpty()) {
                        seenInTick.add(tick.number());
                        self[0].stop();
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.system(system))
                        .build()) {
            self[0] = loop;
            ScriptedProvider.last().completingAll();
            loop.run(TickRate.whenReady(ChronoUnit.FOREVER.getDuration()));
        }
        assertThat(seenInTick).containsExactly(1L);
    }

    @Test
    @DisplayName("tick time goes on where it was after a run that ended by an exception")
    void clockAfterFailedRun() {
        List<Long> times = new ArrayList<>();
        AtomicLong clock = new AtomicLong(3_600_000_000_000L);
        TickSystem system =
                tick -> {
                    times.add(tick.timeNanos());
                    if (tick.number() == 2) {
                        throw new IllegalStateException("mine");
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .clock(() -> clock.addAndGet(1000))
                        .phase("p", p -> p.system(system))
                        .build()) {
            assertThatThrownBy(() -> loop.run(TickRate.hertz(1000))).hasMessage("mine");
            loop.tick();
            assertThat(times.get(3)).isBetween(times.get(2), 1_000_000_000L);
        }
    }

    private static LoopStats.Snapshot runUntil(TickRate rate, int ticks, List<Long> times) {
        AtomicReference<TickLoop> self = new AtomicReference<>();
        TickSystem system =
                tick -> {
                    times.add(tick.timeNanos());
                    if (tick.number() == ticks - 1) {
                        self.get().stop();
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.system(system))
                        .build()) {
            self.set(loop);
            loop.run(rate);
            return loop.stats().snapshot();
        }
    }
}
