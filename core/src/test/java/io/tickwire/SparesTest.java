package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SparesTest {
    private final List<Object> freed = new ArrayList<>();
    private final Spares<Object> spares = new Spares<>(freed::add);

    @Test
    @DisplayName("what was in use at once lately is kept")
    void whatIsNeededIsKept() {
        useAtOnce(100);
        for (int tick = 0; tick < 10 * Spares.SPAN_TICKS; tick++) {
            useAtOnce(100);
            spares.tickEnded();
        }
        assertThat(spares.size()).isEqualTo(100);
        assertThat(freed).isEmpty();
    }

    @Test
    @DisplayName("after a crowd only what is still needed is left")
    void surplusIsFreed() {
        useAtOnce(1000);
        for (int tick = 0; tick < 3 * Spares.SPAN_TICKS; tick++) {
            useAtOnce(10);
            spares.tickEnded();
        }
        assertThat(spares.size()).isEqualTo(10);
        assertThat(freed).hasSize(990).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("what is in use is never freed but at the end")
    void whatIsInUseStays() {
        Object used = take();
        useAtOnce(50);
        for (int tick = 0; tick < 3 * Spares.SPAN_TICKS; tick++) {
            spares.tickEnded();
        }
        assertThat(freed).hasSize(50).doesNotContain(used);
        spares.release();
        assertThat(freed).hasSize(51).contains(used);
    }

    private void useAtOnce(int count) {
        Deque<Object> used = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            used.add(take());
        }
        used.forEach(spares::put);
    }

    private Object take() {
        Object spare = spares.poll();
        return spare != null ? spare : spares.add(new Object());
    }
}
