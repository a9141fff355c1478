package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoOpType;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import io.tickwire.TransportException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that talks all the time, at either seam of a world. */
class SeamTest {
    /** Sends some bytes in each tick in which the last ones have left. */
    private static final class Talker implements TickSystem {
        private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
        private IoListener listener;
        private IoStream stream;
        private int said;
        private int silent;

        @Override
        public void setUp(SystemSetup setup) {
            listener = setup.listen(new InetSocketAddress(Addresses.LOOPBACK_4, 0));
        }

        @Override
        public void run(TickContext tick) {
            for (IoCompletion completion : tick.completions()) {
                if (completion.operation() == IoOpType.ACCEPT && completion.isOk()) {
                    stream = completion.stream();
                }
            }
            if (tick.number() == 0) {
                assertThat(tick.intents().queue(tick.request().accept(listener))).isTrue();
            } else if (stream != null && stream.pendingSends() > 0) {
                silent++;
            } else if (stream != null) {
                said++;
                ByteBuf words = allocator.directBuffer(64).writeZero(64);
                assertThat(tick.intents().queue(tick.request().send(stream, words).errorsOnly()))
                        .isTrue();
            }
        }
    }

    private static TickLoop start(World world, Talker talker) {
        TickLoop loop =
                world.build(TickLoop.builder().phase("talk", phase -> phase.system(talker)));
        world.peer(talker.listener.localAddress(), new PeerHandler() {});
        return loop;
    }

    @ParameterizedTest
    @EnumSource(Seam.class)
    @DisplayName("what was done while the loop slept is known at its next tick, at either seam")
    void worldGoesOnWhileTheLoopSleeps(Seam seam) {
        World world = World.builder().seed(1).seam(seam).build();
        Talker talker = new Talker();
        try (TickLoop loop = start(world, talker)) {
            world.run(loop, TickRate.hertz(20), Duration.ofSeconds(60));
        }
        assertThat(talker.said).isGreaterThan(1_150);
        // A completion that is late by chance, as in a kernel.
        assertThat(talker.silent).isLessThan(20);
    }

    @Test
    @DisplayName("sends of which a crash left no word break no rule, and all are released")
    void crashLosesTheWordOfSends() {
        for (int seed = 0; seed < 300; seed++) {
            World world = World.builder().seed(seed).seam(Seam.TRANSPORT).build();
            Talker talker = new Talker();
            try (TickLoop loop = start(world, talker)) {
                Duration life = Duration.ofNanos(300_000_000 + world.random().nextInt(50_000_000));
                world.after(life, world::crash);
                Duration longer = life.plusSeconds(1);
                assertThatThrownBy(() -> world.run(loop, TickRate.hertz(1_000), longer))
                        .isInstanceOf(WorldFailure.class)
                        .hasCauseInstanceOf(TransportException.class);
            }
            world.check(() -> {});
            assertThat(talker.allocator.metric().usedDirectMemory()).isZero();
        }
    }
}
