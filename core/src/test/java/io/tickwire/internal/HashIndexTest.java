package io.tickwire.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HashIndexTest {
    @Test
    @DisplayName("finds what was added and not removed, also when homes are crowded")
    void model() {
        for (int seed = 0; seed < 20; seed++) {
            // Few bits give crowded homes, and runs that go around the table's end.
            followsModel(new Random(seed), 1L << (4 + seed % 12));
        }
    }

    private static void followsModel(Random random, long hashes) {
        HashIndex index = new HashIndex();
        Map<Long, Integer> model = new HashMap<>();
        for (int step = 0; step < 4_000; step++) {
            // The lowest bits crowd at one end of any table.
            long hash = random.nextLong(hashes) * 7 - 3;
            Integer known = model.get(hash);
            assertThat(index.find(hash)).isEqualTo(known == null ? HashIndex.NONE : known);
            if (known == null) {
                int entry = index.add(hash);
                assertThat(model.values()).doesNotContain(entry);
                model.put(hash, entry);
            } else if (random.nextBoolean()) {
                index.remove(known);
                model.remove(hash);
            }
            assertThat(index.size()).isEqualTo(model.size());
        }
        model.forEach((hash, entry) -> assertThat(index.find(hash)).isEqualTo(entry));
    }

    @Test
    @DisplayName("an entry's number depends on the order of calls, not on hashes")
    void numbers() {
        assertThat(numbers(new Random(1))).isEqualTo(numbers(new Random(2)));
    }

    private static List<Integer> numbers(Random hashes) {
        HashIndex index = new HashIndex();
        Random choice = new Random(3);
        List<Integer> open = new ArrayList<>();
        List<Integer> given = new ArrayList<>();
        for (int step = 0; step < 1_000; step++) {
            if (choice.nextInt(3) > 0 || open.isEmpty()) {
                int entry = index.add(hashes.nextLong());
                open.add(entry);
                given.add(entry);
            } else {
                index.remove(open.remove(choice.nextInt(open.size())));
            }
        }
        return given;
    }
}
