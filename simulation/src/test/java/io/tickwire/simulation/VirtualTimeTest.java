package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private final VirtualTime time = new VirtualTime();

    @Test
    @DisplayName("events happen in the order of their times, then of their planning")
    void eventsHappenInOrder() {
        SplittableRandom random = new SplittableRandom(7);
        List<long[]> happened = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            long at = random.nextInt(500);
            int order = i;
            time.after(at, () -> happened.add(new long[] {at, order}));
        }
        time.advance(499);
        assertThat(happened)
                .hasSize(10_000)
                .isSortedAccordingTo(
                        (a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : (int) (a[1] - b[1]));
        assertThat(time.nanoTime()).isEqualTo(499);
    }

    @Test
    @DisplayName("an event sees its own time and can plan others within the same advance")
    void eventsPlanOthers() {
        List<Long> seen = new ArrayList<>();
        time.after(
                10,
                () -> {
                    seen.add(time.nanoTime());
                    time.after(5, () -> seen.add(time.nanoTime()));
                });
        time.advance(20);
        assertThat(seen).containsExactly(10L, 15L);
        assertThat(time.nextEventNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("events that plan none, one or several others, or fail, keep the order of all")
    void plansWithinEventsKeepOrder() {
        SplittableRandom random = new SplittableRandom(8);
        List<long[]> happened = new ArrayList<>();
        long[] planned = {0};
        for (int i = 0; i < 50; i++) {
            plan(random, happened, planned);
        }
        int failures = 0;
        for (long end = 1_000; end <= 100_000; end += 1_000) {
            while (time.nanoTime() < end) {
                try {
                    time.advance(end - time.nanoTime());
                } catch (UnsupportedOperationException thrown) {
                    failures++;
                }
            }
        }
        assertThat(failures).isGreaterThan(10);
        assertThat(happened)
                .hasSizeGreaterThan(10_000)
                .isSortedAccordingTo(
                        (a, b) ->
                                a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
    }

    private void plan(SplittableRandom random, List<long[]> happened, long[] planned) {
        long nanos = random.nextInt(500);
        long at = time.nanoTime() + nanos;
        long order = planned[0]++;
        time.after(
                nanos,
                () -> {
                    assertThat(time.nanoTime()).isEqualTo(at);
                    happened.add(new long[] {at, order});
                    long next = random.nextBoolean() ? time.nextEventNanos() : at;
                    assertThat(next).isGreaterThanOrEqualTo(at);
                    for (int others = random.nextInt(3); others > 0; others--) {
                        plan(random, happened, planned);
                    }
                    if (planned[0] - happened.size() < 20) {
                        plan(random, happened, planned);
                        plan(random, happened, planned);
                    }
                    if (random.nextInt(500) == 0) {
                        throw new UnsupportedOperationException();
                    }
                });
    }
}
