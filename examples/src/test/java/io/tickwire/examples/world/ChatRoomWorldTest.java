package io.tickwire.examples.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BatchConfig;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.simulation.Fault;
import io.tickwire.simulation.FaultRates;
import io.tickwire.simulation.Peer;
import io.tickwire.simulation.PeerHandler;
import io.tickwire.simulation.World;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRoomWorldTest {
    /** Somebody in the room, who keeps what is said there. */
    private static final class Guest implements PeerHandler {
        final StringBuilder heard = new StringBuilder();

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            heard.append(StandardCharsets.US_ASCII.decode(bytes));
        }
    }

    private static void say(Peer peer, String line) {
        assertThat(peer.send((line + "\n").getBytes(StandardCharsets.US_ASCII))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("who is cut off misses what is said, and nobody else does")
    void aLostConnectionDisturbsNobody(long seed) {
        FaultRates faults =
                FaultRates.NONE.with(Fault.SHORT_READ, 0.3).with(Fault.SHORT_WRITE, 0.3);
        World world = World.builder().seed(seed).faults(faults).build();
        ChatRoom room = new ChatRoom();
        BatchConfig config = BatchConfig.builder().bufferGroup(ChatRoom.GROUP).build();
        try (TickLoop loop =
                world.build(
                        TickLoop.builder()
                                .config(config)
                                .phase("chat", phase -> phase.system(room)))) {
            Guest ann = new Guest();
            Guest bob = new Guest();
            Peer annsPeer = world.peer(ChatRoom.ADDRESS, ann);
            Peer bobsPeer = world.peer(ChatRoom.ADDRESS, bob);
            world.after(Duration.ofSeconds(1), () -> say(annsPeer, "hello"));
            world.after(Duration.ofSeconds(2), bobsPeer::reset);
            world.after(Duration.ofSeconds(3), () -> say(annsPeer, "still there?"));
            world.run(loop, TickRate.hertz(20), Duration.ofSeconds(4));

            // What fails in here names the seed and the faults that struck.
            world.check(
                    () -> {
                        assertThat(ann.heard).hasToString("hello\nstill there?\n");
                        assertThat(bob.heard).hasToString("hello\n");
                        assertThat(room.guests()).isEqualTo(1);
                    });
        }
    }
}
