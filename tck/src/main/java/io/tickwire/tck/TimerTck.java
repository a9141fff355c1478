package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoCompletion;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import io.tickwire.stress.harness.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Timers and the tick clock. */
abstract class TimerTck extends TckCase {
    TimerTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName(
            "a timer fires at the first INTAKE at which tick time has advanced by its duration")
    void firesAtFirstIntake() {
        TimedSystem system = new TimedSystem();
        try (TickLoop loop = builder().phase("p", phase -> phase.system("s", system)).build()) {
            Deadline deadline = new Deadline("300 timers");
            while (system.fired.size() < 300) {
                loop.tick();
                deadline.pause();
            }
        }
        for (TimedSystem.Fired fired : system.fired) {
            long due = fired.queuedNanos + fired.durationNanos;
            assertThat(fired.firedNanos).as("never early").isGreaterThanOrEqualTo(due);
            if (fired.firedTick > fired.queuedTick + 1) {
                assertThat(system.tickNanos.get((int) fired.firedTick - 1))
                        .as("not a tick later than needed")
                        .isLessThan(due);
            }
        }
    }

    @Test
    @DisplayName("D1: timers that are due at one INTAKE come in sequence order, others by deadline")
    void order() {
        LoopFixture loop = loop();
        long hour = loop.queue(loop.request().timeout(Duration.ofHours(1)));
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            tickets.add(loop.queue(loop.request().timeoutNanos(random.nextInt(5_000_000))));
        }
        loop.awaitAll(tickets);
        for (int i = 1; i < loop.outcomes().size(); i++) {
            Outcome before = loop.outcomes().get(i - 1);
            Outcome after = loop.outcomes().get(i);
            assertThat(before.point() < after.point() || before.sequence() < after.sequence())
                    .isTrue();
        }
        assertThat(loop.outcomes()).allMatch(outcome -> outcome.result() == 0);
        assertThat(loop.isOver(hour)).isFalse();
    }

    @Test
    @DisplayName("a timer of zero fires at the next INTAKE, never within its tick")
    void zeroTimer() {
        LoopFixture loop = loop();
        long ticket = loop.queue(loop.request().timeoutNanos(0));
        loop.tick();
        assertThat(loop.isOver(ticket)).isFalse();
        loop.begin();
        assertThat(loop.isOver(ticket)).isTrue();
        loop.end();
    }

    @Test
    @DisplayName("a timer of the longest duration does not fire at once")
    void longestTimer() {
        LoopFixture loop = loop();
        long ticket = loop.queue(loop.request().timeoutNanos(Long.MAX_VALUE));
        for (int i = 0; i < 10; i++) {
            loop.tick();
        }
        assertThat(loop.isOver(ticket)).isFalse();
    }

    @Test
    @DisplayName("tick time never goes back, tick numbers go up by one")
    void tickTimeIsMonotonic() {
        TimedSystem system = new TimedSystem();
        try (TickLoop loop = builder().phase("p", phase -> phase.system("s", system)).build()) {
            for (int i = 0; i < 500; i++) {
                loop.tick();
            }
        }
        assertThat(system.tickNanos).hasSize(500).isSorted();
        assertThat(system.tickNanos.get(0)).isZero();
    }

    @Test
    @DisplayName("run(whenReady) wakes for a timer, long before its longest idle time")
    void whenReadyWakesForTimer() {
        List<Long> firedTicks = new ArrayList<>();
        StopSystem system = new StopSystem(firedTicks);
        try (TickLoop loop = builder().phase("p", phase -> phase.system("s", system)).build()) {
            system.loop = loop;
            // The first tick needs something to start it.
            loop.tick();
            loop.run(TickRate.whenReady(Duration.ofHours(1)));
        }
        assertThat(firedTicks).hasSize(1);
    }

    @Test
    @DisplayName("at a fixed rate tick time steps by whole periods")
    void fixedRateStepsByPeriod() {
        List<Long> times = new ArrayList<>();
        TickLoop[] loops = new TickLoop[1];
        TickSystem system =
                tick -> {
                    times.add(tick.timeNanos());
                    if (times.size() == 20) {
                        loops[0].stop();
                    }
                };
        try (TickLoop loop = builder().phase("p", phase -> phase.system("s", system)).build()) {
            loops[0] = loop;
            loop.run(TickRate.hertz(500));
        }
        assertThat(times).hasSize(20).isSorted().doesNotHaveDuplicates();
        assertThat(times).allMatch(nanos -> nanos % 2_000_000 == 0);
        assertThat(times.get(0)).isZero();
    }

    /** Queues timers of random durations and notes when they fired. */
    private static final class TimedSystem implements TickSystem {
        record Fired(
                long queuedTick,
                long queuedNanos,
                long durationNanos,
                long firedTick,
                long firedNanos) {}

        final List<Long> tickNanos = new ArrayList<>();
        final List<Fired> fired = new ArrayList<>();
        private int queued;

        @Override
        public void run(TickContext tick) {
            assertThat(tick.number()).isEqualTo(tickNanos.size());
            tickNanos.add(tick.timeNanos());
            for (int i = 0; i < 10 && queued < 300; i++) {
                queued++;
                long duration = tick.random().nextInt(4_000_000);
                long number = tick.number();
                long nanos = tick.timeNanos();
                tick.intents()
                        .queue(
                                tick.request()
                                        .timeoutNanos(duration)
                                        .onComplete(
                                                (timer, at) ->
                                                        fired.add(
                                                                new Fired(
                                                                        number,
                                                                        nanos,
                                                                        duration,
                                                                        at.number(),
                                                                        at.timeNanos()))));
            }
        }
    }

    /** Queues one timer in its first tick and stops the loop when it has fired. */
    private static final class StopSystem implements TickSystem {
        private final List<Long> firedTicks;
        @Nullable TickLoop loop;

        StopSystem(List<Long> firedTicks) {
            this.firedTicks = firedTicks;
        }

        @Override
        public void run(TickContext tick) {
            for (IoCompletion timer : tick.completions()) {
                assertThat(timer.isOk()).isTrue();
                firedTicks.add(tick.number());
                Objects.requireNonNull(loop).stop();
            }
            if (tick.number() == 0) {
                tick.intents().queue(tick.request().timeout(Duration.ofMillis(20)));
            }
        }
    }
}
