package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoRequest;
import io.tickwire.IoResultSlot;
import io.tickwire.IoStream;
import io.tickwire.Lane;
import io.tickwire.PollEvents;
import io.tickwire.TickLoop;
import io.tickwire.WaitPolicy;
import io.tickwire.stress.harness.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lanes: their bounds, and a program that brings its own scheduler. */
abstract class LaneTck extends TckCase {
    LaneTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("a full lane answers false and changes nothing; the next tick works")
    void fullLane() {
        LoopFixture loop =
                loop(BatchConfig.builder().laneCapacity(4).laneInFlight(8).resources(8).build());
        Connection connection = connect(loop);
        assertThat(loop.lane().intents().capacity()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            assertThat(loop.lane().intents().remaining()).isEqualTo(4 - i);
            loop.queue(loop.request().timeoutNanos(0));
        }
        ByteBuf out = buffers.keep(16).writeZero(16);
        ByteBuf in = buffers.keep(16);
        IoResultSlot slot = new IoResultSlot();
        assertRefused(loop, () -> loop.request().send(connection.stream(), out).into(slot));
        assertRefused(loop, () -> loop.request().recv(connection.stream(), in, 16).into(slot));
        assertThat(out.refCnt()).isEqualTo(1);
        assertThat(in.refCnt()).isEqualTo(1);
        slot.reset();
        loop.tick();
        assertThat(loop.lane().intents().remaining()).isEqualTo(4);
        assertThat(loop.finish(loop.request().send(connection.stream(), out.retain()).into(slot)))
                .matches(Outcome::isOk);
        assertThat(connection.peer().receive(16)).hasSize(16);
        assertThat(loop.loop().stats().snapshot().rejected()).isEqualTo(2);
    }

    @Test
    @DisplayName("a lane with its quota in flight answers false until something is delivered")
    void inFlightQuota() {
        LoopFixture loop = loop(BatchConfig.builder().laneCapacity(4).laneInFlight(6).build());
        List<Long> timers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            timers.add(loop.queue(loop.request().timeout(Duration.ofHours(1))));
            loop.tick();
        }
        assertThat(loop.lane().intents().remaining()).isZero();
        assertThat(loop.lane().intents().queue(loop.request().nop())).isFalse();
        loop.tick();
        assertThat(timers).noneMatch(loop::isOver);
        assertThat(loop.lane().intents().queue(loop.request().nop())).isFalse();
    }

    @Test
    @DisplayName("clean-up: whatever a full lane is full of can be cancelled, shut and closed")
    void cleanUpInAFullLane() {
        LoopFixture loop = loop(BatchConfig.builder().laneCapacity(8).laneInFlight(8).build());
        List<Connection> connections = List.of(connect(loop), connect(loop), connect(loop));
        loop.emptyInbox();
        List<Long> receives = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            IoStream stream = connections.get(i / 2).stream();
            receives.add(loop.queue(loop.request().recv(stream, buffers.keep(8), 8)));
        }
        receives.add(loop.queue(loop.request().timeout(Duration.ofHours(1))));
        receives.add(
                loop.queue(loop.request().poll(connections.get(2).stream(), PollEvents.READABLE)));
        assertThat(loop.lane().intents().queue(loop.request().nop())).isFalse();
        List<Long> ends = new ArrayList<>();
        ends.add(loop.queue(loop.request().cancel(receives.get(0))));
        ends.add(loop.queue(loop.request().timeoutRemove(receives.get(6))));
        ends.add(loop.queue(loop.request().pollRemove(receives.get(7))));
        ends.add(loop.queue(loop.request().shutdown(connections.get(0).stream())));
        ends.add(loop.queue(loop.request().close(connections.get(0).stream())));
        ends.add(loop.queue(loop.request().abort(connections.get(1).stream())));
        ends.add(loop.queue(loop.request().cancel(connections.get(2).stream())));
        assertThat(loop.lane().intents().remaining()).isZero();
        loop.awaitAll(ends).forEach(end -> assertThat(end).matches(Outcome::isOk));
        loop.awaitAll(receives);
        loop.emptyInbox();
        assertThat(loop.lane().intents().remaining()).isEqualTo(8);
    }

    @Test
    @DisplayName("clean-up: every callback closes its file though their lane takes nothing else")
    void cleanUpByCallbacks() throws IOException {
        int files = 64;
        LoopFixture loop =
                loop(
                        BatchConfig.builder()
                                .laneCapacity(files)
                                .laneInFlight(files)
                                .callbackCapacity(1)
                                .build());
        Path path = Files.write(directory().resolve("file"), new byte[1]);
        List<Boolean> queued = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            loop.queue(
                    loop.request()
                            .open(path)
                            .onComplete(
                                    (done, tick) -> {
                                        boolean unused = tick.intents().queue(tick.request().nop());
                                        IoRequest close = tick.request().close(done.file());
                                        queued.add(tick.intents().queue(close));
                                    }));
        }
        loop.until("all files", () -> queued.size() == files);
        assertThat(queued).doesNotContain(false);
        loop.until("their closes", () -> loop.loop().stats().snapshot().openResources() == 0);
    }

    @Test
    @DisplayName("the bound of callbacks' intents holds for all callbacks together")
    void callbackBound() {
        LoopFixture loop = loop(BatchConfig.builder().laneCapacity(8).callbackCapacity(3).build());
        List<Boolean> queued = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            loop.queue(
                    loop.request()
                            .nop()
                            .onComplete(
                                    (done, tick) ->
                                            queued.add(
                                                    tick.intents().queue(tick.request().nop()))));
        }
        loop.tick();
        assertThat(queued).containsExactly(true, true, true, false, false);
        loop.until("three completions", () -> loop.outcomes().size() == 3);
    }

    @Test
    @DisplayName("a program without systems fills its lanes between beginTick() and endPhase()")
    void ownScheduler() {
        try (TickLoop loop = twoPhases()) {
            Lane physics = loop.lane("physics");
            Lane chat = loop.lane("chat");
            for (int tick = 0; tick < 5; tick++) {
                loop.beginTick();
                // What is queued early for a later phase belongs to that phase's batch.
                chat.intents().queue(chat.request().nop().userData(100 + tick));
                physics.intents().queue(physics.request().nop().userData(tick));
                loop.endPhase("update");
                assertThat(inbox(physics)).containsExactly(tick + " " + tick * 2);
                assertThat(inbox(chat)).doesNotContain((100 + tick) + " " + (tick * 2 + 1));
                loop.endPhase("output");
                assertThat(inbox(chat)).containsExactly((100 + tick) + " " + (tick * 2 + 1));
            }
            assertThat(loop.stats().snapshot().ticks()).isEqualTo(5);
            assertThat(loop.stats().snapshot().intents()).isEqualTo(10);
        }
    }

    @Test
    @DisplayName("phases are ended in order and by name; anything else throws and names both")
    void phasesOutOfTurn() {
        try (TickLoop loop = twoPhases()) {
            assertThatThrownBy(() -> loop.endPhase("update"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("update");
            loop.beginTick();
            assertThatThrownBy(() -> loop.endPhase("output"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("output")
                    .hasMessageContaining("update");
            assertThatThrownBy(() -> loop.endPhase("nonsense"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nonsense");
            assertThatThrownBy(loop::beginTick)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("update");
            loop.endPhase("update");
            loop.endPhase("output");
            loop.tick();
        }
    }

    @Test
    @DisplayName("an unknown lane throws and names those that there are")
    void unknownLane() {
        try (TickLoop loop = twoPhases()) {
            assertThat(loop.lane("chat").name()).isEqualTo("chat");
            assertThatThrownBy(() -> loop.lane("weather"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("weather")
                    .hasMessageContaining("physics");
        }
    }

    private TickLoop twoPhases() {
        return builder()
                .phase("update", phase -> phase.lane("physics").wait(WaitPolicy.awaitPrompt()))
                .phase("output", phase -> phase.lane("chat").wait(WaitPolicy.awaitPrompt()))
                .build();
    }

    private static List<String> inbox(Lane lane) {
        List<String> lines = new ArrayList<>();
        for (IoCompletion completion : lane.completions()) {
            lines.add(completion.userData() + " " + completion.sequence());
        }
        return lines;
    }

    private static void assertRefused(LoopFixture loop, Supplier<IoRequest> describe) {
        IoRequest request = describe.get();
        assertThat(loop.lane().intents().queue(request)).isFalse();
        assertThat(loop.lane().intents().remaining()).isZero();
        assertThatThrownBy(request::ticket).isInstanceOf(IllegalStateException.class);
    }
}
