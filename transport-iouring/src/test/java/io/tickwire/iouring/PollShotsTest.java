package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.completion.CompletionLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What polls have brought, beside a map. */
class PollShotsTest {
    private static final int TOKENS = 16;
    private static final int ALL = 0x7;

    private final CompletionLog log = new CompletionLog(List.of(), TOKENS);
    private final PollShots shots = new PollShots(log, TOKENS);

    @Test
    @DisplayName("polls tell all that they have brought at once, in the order of what came first")
    void asAMap() {
        Map<Integer, Integer> model = new LinkedHashMap<>();
        Random random = new Random(5);
        for (int step = 0; step < 100_000; step++) {
            if (random.nextInt(4) == 0) {
                int number = random.nextInt(3);
                assertThat(told(number)).isEqualTo(told(model, number));
            } else {
                int token = 1 + random.nextInt(TOKENS - 1);
                int mask = 1 << random.nextInt(3);
                shots.add(begun(token), mask);
                model.merge(token, mask, (a, b) -> a | b);
            }
        }
        assertThat(told(TOKENS)).isEqualTo(told(model, TOKENS));
        assertThat(log.next()).isFalse();
    }

    /** A poll that has told all begins anew. */
    private int begun(int token) {
        if (log.shotsOf(token) == 0) {
            shots.begin(token, ALL);
        }
        return token;
    }

    @Test
    @DisplayName("a poll tells what it asked for alone, and all of it when its socket has ended")
    void asked() {
        shots.begin(1, 1);
        shots.add(1, 3);
        assertThat(shots.take(1)).isEqualTo(1);
        shots.begin(2, 5);
        shots.add(2, LinuxAbi.POLLHUP);
        assertThat(shots.take(2)).isEqualTo(5);
    }

    private List<String> told(int number) {
        List<String> told = new ArrayList<>();
        while (told.size() < number && log.next()) {
            log.passShot();
            told.add(log.token() + " " + shots.take(log.token()));
        }
        log.endPass();
        return told;
    }

    private static List<String> told(Map<Integer, Integer> model, int number) {
        List<Integer> tokens = model.keySet().stream().limit(number).toList();
        return tokens.stream().map(token -> token + " " + model.remove(token)).toList();
    }
}
