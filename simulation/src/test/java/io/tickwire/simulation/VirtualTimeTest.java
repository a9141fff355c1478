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
}
