package io.tickwire.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.IoStream;
import io.tickwire.ScriptedTransport;
import io.tickwire.StreamFixture;
import io.tickwire.TickContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Idle and login timeouts of streams. */
class StreamTimeoutsTest {
    private static final long LIMIT = 100;

    private final StreamFixture f = new StreamFixture();
    private final StreamTimeouts timeouts = new StreamTimeouts(Duration.ofNanos(LIMIT));
    private final List<IoStream> expired = new ArrayList<>();

    @AfterEach
    void close() {
        f.close();
    }

    private IoStream stream() {
        return f.anotherStream();
    }

    @Test
    @DisplayName("timeouts: a stream expires once its limit has passed since the last touch, once")
    void expiresOnce() {
        IoStream stream = stream();
        timeouts.start(stream, 0);
        assertThat(timeouts.expire(LIMIT - 1, expired::add)).isZero();
        assertThat(timeouts.touch(stream, LIMIT - 1)).isTrue();
        assertThat(timeouts.expire(2 * LIMIT - 2, expired::add)).isZero();
        assertThat(timeouts.expire(2 * LIMIT - 1, expired::add)).isEqualTo(1);
        assertThat(timeouts.expire(9 * LIMIT, expired::add)).isZero();
        assertThat(expired).containsExactly(stream);
        assertThat(timeouts.touch(stream, 9 * LIMIT)).isFalse();
        assertThat(timeouts.size()).isZero();
    }

    @Test
    @DisplayName("timeouts: a stream that was stopped does not expire, nor one that was closed")
    void stoppedAndClosed() {
        IoStream stopped = stream();
        timeouts.start(stopped, 0);
        timeouts.start(f.stream, 0);
        assertThat(timeouts.stop(stopped)).isTrue();
        assertThat(timeouts.stop(stopped)).isFalse();
        f.transport.script = ScriptedTransport::completeCloses;
        f.queue(f.lane.request().close(f.stream));
        f.tick();
        assertThat(f.stream.isOpen()).isFalse();
        assertThat(timeouts.size()).isEqualTo(1);
        assertThat(timeouts.expire(LIMIT, expired::add)).isZero();
        assertThat(timeouts.size()).isZero();
    }

    @Test
    @DisplayName("timeouts: expire goes by the tick's time, and its streams can be aborted there")
    void abortsOnTick() {
        IoStream[] seen = new IoStream[1];
        f.queue(f.lane.request().nop().onComplete((c, tick) -> start(f.stream, tick)));
        f.transport.completingAll();
        f.tick();
        f.clock.addAndGet(LIMIT);
        f.queue(
                f.lane.request()
                        .nop()
                        .lasting()
                        .onComplete(
                                (c, tick) ->
                                        timeouts.expire(
                                                tick,
                                                stream -> {
                                                    seen[0] = stream;
                                                    tick.intents()
                                                            .queue(tick.request().abort(stream));
                                                })));
        f.tick();
        f.tick();
        assertThat(seen[0]).isEqualTo(f.stream);
        assertThat(f.stream.isOpen()).isFalse();
    }

    private void start(IoStream stream, TickContext tick) {
        timeouts.start(stream, tick.timeNanos());
    }

    @Test
    @DisplayName("timeouts: what expire calls may start and stop; what it throws loses only itself")
    void changesWhileExpiring() {
        IoStream a = stream();
        IoStream b = stream();
        IoStream c = stream();
        timeouts.start(a, 0);
        timeouts.start(b, 0);
        timeouts.start(c, 0);
        timeouts.expire(
                LIMIT,
                stream -> {
                    expired.add(stream);
                    timeouts.stop(b);
                    timeouts.start(a, LIMIT);
                });
        assertThat(expired).containsExactly(a, c);
        timeouts.start(b, LIMIT);
        assertThatThrownBy(
                        () ->
                                timeouts.expire(
                                        2 * LIMIT,
                                        stream -> {
                                            throw new IllegalStateException("mine");
                                        }))
                .hasMessage("mine");
        assertThat(timeouts.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("timeouts: limits that are not positive and times that go back are refused")
    void misuse() {
        assertThatThrownBy(() -> new StreamTimeouts(Duration.ZERO)).hasMessageContaining("PT0S");
        timeouts.start(f.stream, 5);
        assertThatThrownBy(() -> timeouts.touch(f.stream, 4)).hasMessageContaining("4 is before 5");
    }

    @Test
    @DisplayName("timeouts: 20,000 random steps do what a plain map in order of touch does")
    void model() {
        Random random = new Random(11);
        List<IoStream> streams = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            streams.add(stream());
        }
        Map<IoStream, Long> model = new LinkedHashMap<>();
        long now = 0;
        for (int step = 0; step < 20_000; step++) {
            now += random.nextInt(8);
            IoStream stream = streams.get(random.nextInt(streams.size()));
            switch (random.nextInt(4)) {
                case 0 -> {
                    timeouts.start(stream, now);
                    model.remove(stream);
                    model.put(stream, now);
                }
                case 1 -> {
                    boolean isKnown = model.remove(stream) != null;
                    assertThat(timeouts.touch(stream, now)).isEqualTo(isKnown);
                    if (isKnown) {
                        model.put(stream, now);
                    }
                }
                case 2 -> assertThat(timeouts.stop(stream)).isEqualTo(model.remove(stream) != null);
                default -> {
                    List<IoStream> due = due(model, now);
                    expired.clear();
                    assertThat(timeouts.expire(now, expired::add)).isEqualTo(due.size());
                    assertThat(expired).isEqualTo(due);
                    due.forEach(model::remove);
                }
            }
            assertThat(timeouts.size()).isEqualTo(model.size());
        }
    }

    private static List<IoStream> due(Map<IoStream, Long> model, long now) {
        return model.entrySet().stream()
                .filter(entry -> now - entry.getValue() >= LIMIT)
                .map(Map.Entry::getKey)
                .toList();
    }
}
