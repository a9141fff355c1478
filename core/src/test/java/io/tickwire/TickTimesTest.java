package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.watch.LoopClock;
import io.tickwire.watch.LoopObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a loop measures of its ticks, and who else looks at them. */
class TickTimesTest {
    @Test
    @DisplayName("percentiles are those of the sorted durations, at most 1/32 above")
    void percentiles() {
        Random random = new Random(1);
        TimeCounts counts = new TimeCounts();
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong() >>> (1 + random.nextInt(62));
            counts.record(nanos);
            all.add(nanos);
        }
        TickTimes times = counts.read();
        assertThat(times.count()).isEqualTo(all.size());
        assertThat(times.lastNanos()).isEqualTo(all.get(all.size() - 1));
        all.sort(null);
        assertThat(times.maxNanos()).isEqualTo(all.get(all.size() - 1));
        assertThat(times.percentileNanos(100)).isEqualTo(times.maxNanos());
        for (double percent : new double[] {0.01, 1, 25, 50, 90, 99, 99.9}) {
            long exact = all.get((int) Math.ceil(percent / 100 * all.size()) - 1);
            assertThat(times.percentileNanos(percent))
                    .as("%s %%", percent)
                    .isBetween(exact, exact + exact / 32);
        }
        assertThatThrownBy(() -> times.percentileNanos(101)).hasMessageContaining("101");
    }

    @Test
    @DisplayName("every duration has a place, and each place's longest is in it")
    void places() {
        int before = -1;
        for (long nanos = 0; nanos < 5000; nanos++) {
            int place = TimeCounts.place(nanos);
            assertThat(place).isBetween(Math.max(0, before), before + 1);
            assertThat(TimeCounts.longest(place)).isGreaterThanOrEqualTo(nanos);
            assertThat(TimeCounts.place(TimeCounts.longest(place))).isEqualTo(place);
            before = place;
        }
        int last = TimeCounts.place(Long.MAX_VALUE);
        assertThat(TimeCounts.longest(last)).isEqualTo(Long.MAX_VALUE);
        TimeCounts counts = new TimeCounts();
        counts.record(Long.MAX_VALUE);
        counts.record(-5);
        assertThat(counts.read().lastNanos()).isZero();
        assertThat(new TimeCounts().read().percentileNanos(99)).isZero();
        assertThat(counts.read()).asString().contains("2 ticks", "p99");
    }

    @Test
    @DisplayName("a loop tells how long its ticks took, and how late they began")
    void measured() {
        AtomicLong now = new AtomicLong();
        LoopClock clock =
                new LoopClock() {
                    @Override
                    public long nanoTime() {
                        return now.get();
                    }

                    @Override
                    public void park(long nanos) {
                        now.addAndGet(nanos + 1_000); // wakes a bit late
                    }
                };
        TickSystem working =
                tick -> {
                    now.addAndGet(tick.number() == 5 ? 3_000_000 : 400_000);
                    if (tick.number() == 9) {
                        tick.stop();
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .clock(clock)
                        .phase("p", p -> p.system(working))
                        .build()) {
            loop.run(TickRate.hertz(1000));
            TickTimes work = loop.stats().tickWork();
            assertThat(work.count()).isEqualTo(10);
            assertThat(work.lastNanos()).isEqualTo(400_000);
            assertThat(work.maxNanos()).isEqualTo(3_000_000);
            assertThat(work.percentileNanos(50)).isBetween(400_000L, 413_000L);
            TickTimes late = loop.stats().tickLateness();
            assertThat(late.count()).isEqualTo(10);
            assertThat(late.maxNanos()).as("behind the long one").isBetween(2_000_000L, 2_002_000L);
            assertThat(late.percentileNanos(50)).isBetween(0L, 1_100_000L);
            loop.tick();
            assertThat(loop.stats().tickLateness().count()).isEqualTo(10);
        }
    }

    @Test
    @DisplayName(
            "observers are called in the order in which they were named, each guarded by itself")
    void severalObservers() {
        List<String> seen = new ArrayList<>();
        List<String> told = new ArrayList<>();
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .observer(observer("first", seen))
                        .observer(observer("throwing", seen))
                        .observer(observer("last", seen))
                        .onError(
                                error -> {
                                    told.add(error.source() + " " + error.cause().getMessage());
                                    return ErrorPolicy.Action.CONTINUE;
                                })
                        .phase("p", p -> p.lane("lane"))
                        .build()) {
            loop.tick();
        }
        assertThat(seen)
                .containsExactly(
                        "first 0", "throwing 0", "last 0", "first end", "throwing end", "last end");
        assertThat(told).containsExactly("OBSERVER throwing 0", "OBSERVER throwing end");
    }

    private static LoopObserver observer(String name, List<String> seen) {
        return new LoopObserver() {
            @Override
            public void tickBegan(long number, long timeNanos) {
                note(name + " " + number);
            }

            @Override
            public void loopEnded() {
                note(name + " end");
            }

            private void note(String what) {
                seen.add(what);
                if (name.equals("throwing")) {
                    throw new IllegalStateException(what);
                }
            }
        };
    }
}
