package io.tickwire.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BufferGroup;
import io.tickwire.spi.GroupBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CompletionLogTest {
    private static final int TOKENS = 4;
    private static final int NONE = CompletionLog.NO_BUFFER;

    private final CompletionLog log = new CompletionLog(List.of(), TOKENS);

    private String entry() {
        String buffer = log.buffer() == NONE ? "" : "@" + log.buffer();
        return log.token() + "=" + log.result() + buffer + (log.isLast() ? "." : "");
    }

    /** Passes on all that a pass comes to. */
    private List<String> passAll() {
        List<String> passed = new ArrayList<>();
        while (log.next()) {
            passed.add(passEntry());
        }
        log.endPass();
        return passed;
    }

    private String passEntry() {
        if (!log.isLast()) {
            log.passShot();
        }
        return entry();
    }

    @Test
    @DisplayName("completions are passed on once, in the order they came, each with its buffer")
    void order() {
        log.shot(1, 10, 2);
        log.last(2, -5, NONE);
        log.shot(1, 11, NONE);
        log.last(1, 0, 0);
        assertThat(log.shotsOf(1)).isEqualTo(2);
        assertThat(passAll()).containsExactly("1=10@2", "2=-5.", "1=11", "1=0@0.");
        assertThat(log.shotsOf(1)).isZero();
        assertThat(passAll()).isEmpty();
    }

    @Test
    @DisplayName("what is kept, and what a pass did not come to, keeps its order")
    void keeping() {
        for (int i = 0; i < 5; i++) {
            log.shot(i & 1, i, NONE);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(log.next()).isTrue();
            if (log.token() == 1) {
                log.keep();
            } else {
                assertThat(passEntry()).isEqualTo("0=" + i);
            }
        }
        log.endPass();
        assertThat(log.shotsOf(0)).isEqualTo(1);
        assertThat(log.shotsOf(1)).isEqualTo(2);
        assertThat(passAll()).containsExactly("1=1", "1=3", "0=4");
    }

    @Test
    @DisplayName("what comes during a pass is part of it, and a look changes nothing")
    void during() {
        log.last(1, 1, NONE);
        assertThat(log.next()).isTrue();
        log.rewind();
        assertThat(log.next()).isTrue();
        log.last(2, 2, NONE);
        assertThat(log.next()).isTrue();
        assertThat(entry()).isEqualTo("2=2.");
        assertThat(log.next()).isFalse();
        log.endPass();
        assertThat(passAll()).isEmpty();
    }

    @Test
    @DisplayName(
            "all buffers, and two completions of each token, have places; more tokens have too")
    void growth() {
        GroupBuffers group = new GroupBuffers(new BufferGroup(1, 16, 3));
        CompletionLog grown = new CompletionLog(List.of(group), TOKENS);
        group.close(true);
        grown.shot(TOKENS - 1, 7, 2);
        grown.grow(2 * TOKENS);
        grown.shot(2 * TOKENS - 1, 8, NONE);
        assertThat(grown.next()).isTrue();
        assertThat(grown.token()).isEqualTo(TOKENS - 1);
        assertThat(grown.buffer()).isEqualTo(2);
        assertThat(grown.shotsOf(TOKENS - 1)).isEqualTo(1);
        assertThat(grown.shotsOf(2 * TOKENS - 1)).isEqualTo(1);
    }

    @Test
    @DisplayName("beside a list: any number of shots fit, and none is lost or changes its place")
    void asAList() {
        Random random = new Random(3);
        List<String> model = new ArrayList<>();
        for (int round = 0; round < 2000; round++) {
            for (int i = random.nextInt(20); i > 0; i--) {
                int token = random.nextInt(TOKENS);
                int buffer = random.nextInt(5) - 1;
                log.shot(token, round, buffer);
                model.add(token + "=" + round + (buffer == NONE ? "" : "@" + buffer));
            }
            int keeping = random.nextInt(TOKENS);
            int steps = random.nextInt(2 * TOKENS + 20);
            for (int at = 0; steps > 0 && log.next(); steps--) {
                assertThat(entry()).isEqualTo(model.get(at));
                if (log.token() == keeping) {
                    log.keep();
                    at++;
                } else {
                    log.passShot();
                    model.remove(at);
                }
            }
            log.endPass();
        }
        assertThat(passAll()).isEqualTo(model);
    }
}
