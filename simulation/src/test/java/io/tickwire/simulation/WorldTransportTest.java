package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoCompletion;
import io.tickwire.TickLoop;
import io.tickwire.WaitPolicy;
import io.tickwire.watch.LoopClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WorldTransportTest {
    private static final Path PATH = Path.of("/saved");
    private static final LoopClock STANDING = () -> 7;

    @Test
    @DisplayName("a loop with a clock of its own runs on a world's transport")
    void loopIsPutTogetherByHand() {
        World world = World.builder().build();
        world.files().put(PATH, new byte[3]);
        List<Long> sizes = new ArrayList<>();
        try (TickLoop loop =
                TickLoop.builder()
                        .clock(STANDING)
                        .transport(world.transport())
                        .phase(
                                "files",
                                phase ->
                                        phase.wait(WaitPolicy.awaitPrompt())
                                                .system(
                                                        tick -> {
                                                            for (IoCompletion each :
                                                                    tick.completions()) {
                                                                sizes.add(each.stat().sizeBytes());
                                                            }
                                                            tick.intents()
                                                                    .queue(
                                                                            tick.request()
                                                                                    .stat(PATH));
                                                        }))
                        .build()) {
            loop.tick();
            loop.tick();
        }

        assertThat(sizes).containsExactly(3L);
    }
}
