package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A resource's list of intents, beside the JDK's. */
class IntentListTest {
    private static final int SLOTS = 200;

    @Test
    @DisplayName("a resource's intents stay in their order, wherever one is taken out")
    void asAList() {
        Random random = new Random(3);
        for (boolean isOfSources : new boolean[] {false, true}) {
            Intent[] table = table();
            IntentList list = new IntentList(isOfSources);
            List<Integer> model = new ArrayList<>();
            for (int step = 0; step < 100_000; step++) {
                int slot = random.nextInt(SLOTS);
                if (model.remove((Integer) slot)) {
                    list.remove(table[slot], table);
                } else {
                    list.add(table[slot], table);
                    model.add(slot);
                }
                if (step % 100 == 0) {
                    assertThat(slots(list, table)).isEqualTo(model);
                }
            }
        }
    }

    @Test
    @DisplayName("whoever goes along a resource's intents may end any of them")
    void removalMeanwhile() {
        Random random = new Random(4);
        for (int round = 0; round < 1_000; round++) {
            Intent[] table = table();
            IntentList list = new IntentList(false);
            List<Integer> left = new ArrayList<>();
            for (int slot = 0; slot < SLOTS; slot++) {
                list.add(table[slot], table);
                left.add(slot);
            }
            int slot = list.first();
            while (slot != Intent.NONE) {
                Intent at = table[slot];
                if (left.remove((Integer) slot)) {
                    list.remove(at, table);
                }
                for (int i = random.nextInt(3); i > 0 && !left.isEmpty(); i--) {
                    list.remove(table[left.remove(random.nextInt(left.size()))], table);
                }
                slot = list.next(at);
            }
            assertThat(left).isEmpty();
            assertThat(list.first()).isEqualTo(Intent.NONE);
        }
    }

    private static Intent[] table() {
        Lane lane = new Lane(null, "lane", 0, new Intent[0], new CompletionRing(0, 0), 0, 0, 0, 0);
        IntentPool pool = lane.pool();
        Intent[] table = new Intent[SLOTS];
        for (int slot = 0; slot < SLOTS; slot++) {
            table[slot] = new Intent(slot, pool, lane);
        }
        return table;
    }

    private static List<Integer> slots(IntentList list, Intent[] table) {
        List<Integer> slots = new ArrayList<>();
        for (int slot = list.first(); slot != Intent.NONE; slot = list.next(table[slot])) {
            slots.add(slot);
        }
        return slots;
    }
}
