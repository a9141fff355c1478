package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lanes of ticks that are driven by hand, in the hands of a scheduler's workers. */
class LaneUseTest {
    private static final int LANES = 4;
    private static final int TICKS = 200;

    private final ExecutorService workers = Executors.newFixedThreadPool(3);

    @AfterEach
    void stopWorkers() {
        workers.shutdownNow();
    }

    private TickLoop loop() {
        TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("first", p -> p.lane("0").lane("1").wait(WaitPolicy.noWait()))
                        .phase("second", p -> p.lane("2").lane("3").wait(WaitPolicy.noWait()))
                        .build();
        ScriptedProvider.last().completingAll();
        return loop;
    }

    /** Each lane is filled in three turns; answers what it has seen. */
    private List<List<String>> run(ExecutorService executor) throws Exception {
        List<List<String>> seen = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            seen.add(new ArrayList<>());
        }
        try (TickLoop loop = loop()) {
            for (int tick = 0; tick < TICKS; tick++) {
                loop.beginTick();
                for (int turn = 0; turn < 3; turn++) {
                    List<Future<?>> turns = new ArrayList<>();
                    for (int i = 0; i < LANES; i++) {
                        int lane = i;
                        int number = 3 * tick + turn;
                        turns.add(
                                executor.submit(
                                        () -> fill(loop.lane("" + lane), number, seen.get(lane))));
                    }
                    for (Future<?> each : turns) {
                        each.get();
                    }
                }
                loop.endPhase("first");
                loop.endPhase("second");
            }
        }
        return seen;
    }

    private static void fill(Lane lane, int number, List<String> seen) {
        try (Lane.Use mine = lane.use()) {
            for (IoCompletion completion : mine.completions()) {
                seen.add(completion.userData() + " is " + completion.sequence());
            }
            IoRequest request = number % 5 == 0 ? mine.request().nop() : nothing(mine);
            assertThat(mine.intents().queue(request.lasting().userData(number))).isTrue();
            seen.add("ticket " + request.ticket());
        }
    }

    private static IoRequest nothing(Lane.Use mine) {
        return mine.request().nop().linked();
    }

    @Test
    @DisplayName("lanes: what workers queue in turns is what one thread would have queued")
    void inTurns() throws Exception {
        List<List<String>> expected;
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            expected = run(one);
        } finally {
            one.shutdownNow();
        }
        assertThat(expected.get(3)).hasSizeGreaterThan(3 * TICKS);
        assertThat(run(workers)).isEqualTo(expected);
    }

    @Test
    @DisplayName("a loop that one thread owns is driven by any other, which hands it the steps")
    void drivenByOthers() throws Exception {
        ExecutorService owner = Executors.newSingleThreadExecutor();
        try {
            TickLoop loop = owner.submit(this::loop).get();
            int[] seen = new int[1];
            for (int tick = 0; tick < TICKS; tick++) {
                Future<?> driven = workers.submit(() -> drive(owner, loop, seen));
                driven.get();
            }
            assertThat(seen[0]).isEqualTo(TICKS - 1);
            assertThat(refusal(loop::isStopped)).contains("hand that one the work");
            owner.submit(() -> loop.close()).get();
        } finally {
            owner.shutdownNow();
        }
    }

    private static Void drive(ExecutorService owner, TickLoop loop, int[] seen) throws Exception {
        owner.submit(loop::beginTick).get();
        try (Lane.Use mine = loop.lane("2").use()) {
            seen[0] += mine.completions().size();
            assertThat(mine.intents().queue(mine.request().nop().lasting())).isTrue();
        }
        owner.submit(() -> loop.endPhase("first")).get();
        owner.submit(() -> loop.endPhase("second")).get();
        return null;
    }

    private String refusal(Callable<?> body) throws InterruptedException {
        try {
            Object unused = workers.submit(body).get();
            return "none";
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(IllegalStateException.class);
            return String.valueOf(e.getCause().getMessage());
        }
    }

    @Test
    @DisplayName("lanes: who has not taken one cannot use it, and two threads cannot have it")
    void oneAtATime() throws Exception {
        try (TickLoop loop = loop()) {
            Lane lane = loop.lane("0");
            loop.beginTick();
            assertThat(refusal(() -> lane.intents().queue(lane.request().nop())))
                    .contains("the loop belongs to");
            try (Lane.Use mine = lane.use()) {
                assertThat(mine.intents().queue(mine.request().nop())).isTrue();
                assertThat(refusal(() -> lane.intents().queue(new IoRequest().nop())))
                        .contains("lane \"0\" is used by");
                assertThat(refusal(lane::use)).contains("already");
                assertThat(refusal(Executors.callable(mine::close))).contains("is not used by");
                assertThatThrownBy(() -> loop.endPhase("first"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("lane \"0\"");
                assertThatThrownBy(loop::close)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("close()");
            }
            loop.endPhase("first");
            assertThat(lane.completions().size()).isEqualTo(1);
            loop.endPhase("second");
        }
    }

    @Test
    @DisplayName("lanes: outside a tick driven by hand no thread can take one")
    void outsideATick() throws Exception {
        try (TickLoop loop = loop()) {
            Lane lane = loop.lane("0");
            assertThatThrownBy(lane::use).hasMessageContaining("between beginTick()");
            loop.beginTick();
            loop.endPhase("first");
            loop.endPhase("second");
            assertThat(refusal(lane::use)).contains("between beginTick()");
            loop.tick();
            assertThat(refusal(lane::use)).contains("between beginTick()");
            loop.beginTick();
            try (Lane.Use mine = lane.use()) {
                assertThat(mine.completions().isEmpty()).isTrue();
            }
            loop.endPhase("first");
            loop.endPhase("second");
        }
    }
}
