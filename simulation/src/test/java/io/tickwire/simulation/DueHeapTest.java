package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DueHeapTest {
    private static final int SLOTS = 200;

    private record Entry(long due, long order, int slot) {}

    @Test
    @DisplayName("slots come by their times, then their numbers, whichever were removed")
    void againstModel() {
        SplittableRandom random = new SplittableRandom(3);
        TreeSet<Entry> model =
                new TreeSet<>(Comparator.comparingLong(Entry::due).thenComparing(Entry::order));
        DueHeap heap = new DueHeap(SLOTS);
        for (int order = 0; order < 100_000; order++) {
            int slot = random.nextInt(SLOTS);
            Entry known = model.stream().filter(e -> e.slot() == slot).findAny().orElse(null);
            if (known == null) {
                Entry entry = new Entry(random.nextInt(50), order, slot);
                model.add(entry);
                heap.add(slot, entry.due(), entry.order());
            } else if (random.nextBoolean()) {
                model.remove(known);
                heap.remove(slot);
            } else {
                assertThat(heap.nextDue()).isEqualTo(model.first().due());
                assertThat(heap.poll()).isEqualTo(model.pollFirst().slot());
            }
            assertThat(heap.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    @Test
    @DisplayName("a slot is in it once at most")
    void misuse() {
        DueHeap heap = new DueHeap(2);
        heap.add(1, 0, 0);
        assertThatThrownBy(() -> heap.add(1, 0, 0)).hasMessageContaining("already: slot 1");
        assertThatThrownBy(() -> heap.remove(0)).hasMessageContaining("not in the heap: slot 0");
        assertThat(heap.poll()).isEqualTo(1);
        assertThat(heap.nextDue()).isEqualTo(Long.MAX_VALUE);
    }
}
