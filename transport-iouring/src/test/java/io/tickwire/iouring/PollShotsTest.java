package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The list of what polls have brought, beside a map. */
class PollShotsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int ALL = 0x7;

    @Test
    @DisplayName("polls that end have nothing to tell, and the others tell in their order")
    void asAMap() {
        int tokens = 16;
        PollShots shots = new PollShots(tokens);
        Map<Integer, Integer> model = new LinkedHashMap<>();
        Random random = new Random(5);
        for (int step = 0; step < 100_000; step++) {
            int token = 1 + random.nextInt(tokens - 1);
            switch (random.nextInt(4)) {
                case 0 -> {
                    shots.end(token);
                    model.remove(token);
                }
                case 1 -> {
                    int number = random.nextInt(3);
                    assertThat(told(shots, number)).isEqualTo(told(model, number));
                }
                default -> {
                    int mask = 1 << random.nextInt(3);
                    shots.begin(token, ALL);
                    shots.add(token, mask);
                    model.merge(token, mask, (a, b) -> a | b);
                }
            }
        }
        assertThat(told(shots, tokens)).isEqualTo(told(model, tokens));
        assertThat(shots.size()).isZero();
    }

    @Test
    @DisplayName("the end of very many polls at once takes time in proportion")
    void manyEnds() {
        Assertions.assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    int tokens = 1 << 20;
                    PollShots shots = new PollShots(tokens);
                    for (int token = 0; token < tokens; token++) {
                        shots.begin(token, ALL);
                        shots.add(token, ALL);
                    }
                    for (int token = 0; token < tokens; token++) {
                        shots.end(token);
                    }
                    assertThat(told(shots, tokens)).isEmpty();
                });
    }

    private static List<String> told(PollShots shots, int number) {
        List<String> told = new ArrayList<>();
        int passed = 0;
        while (passed < shots.size() && told.size() < number) {
            int at = passed++;
            if (!shots.isGap(at)) {
                int token = shots.token(at);
                told.add(token + " " + shots.take(token));
            }
        }
        while (passed < shots.size() && shots.isGap(passed)) {
            passed++;
        }
        shots.remove(passed);
        return told;
    }

    private static List<String> told(Map<Integer, Integer> model, int number) {
        List<Integer> tokens = model.keySet().stream().limit(number).toList();
        return tokens.stream().map(token -> token + " " + model.remove(token)).toList();
    }
}
