package io.tickwire.examples.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.connections.Leave.Reason;
import io.tickwire.simulation.Fault;
import io.tickwire.simulation.FaultRates;
import io.tickwire.simulation.Peer;
import io.tickwire.simulation.PeerHandler;
import io.tickwire.simulation.Seam;
import io.tickwire.simulation.World;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArenaTest {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("10.0.0.1", 4000);
    private static final Path FILE = Path.of("/arena");

    /** Frames with their lengths before them. */
    private static byte[] frames(String... texts) {
        ByteBuffer bytes = ByteBuffer.allocate(1_000);
        for (String text : texts) {
            bytes.putShort((short) text.length()).put(text.getBytes(UTF_8));
        }
        byte[] used = new byte[bytes.flip().remaining()];
        bytes.get(used);
        return used;
    }

    /** A client that says something at once and hears what comes. */
    private static final class Client implements PeerHandler {
        final StringBuilder heard = new StringBuilder();
        private final byte[] first;

        Client(String... first) {
            this.first = frames(first);
        }

        @Override
        public void connected(Peer peer) {
            assertThat(peer.send(first)).isTrue();
        }

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            heard.append(UTF_8.decode(bytes));
        }
    }

    @ParameterizedTest
    @EnumSource(Seam.class)
    @DisplayName("a cheat and a mute client leave, the others play on, the last save is there")
    void othersPlayOn(Seam seam) {
        FaultRates faults =
                FaultRates.NONE.with(Fault.SHORT_READ, 0.2).with(Fault.SHORT_WRITE, 0.2);
        World world = World.builder().seed(1).seam(seam).faults(faults).build();
        Arena arena = new Arena(ADDRESS, FILE);
        try (TickLoop loop = world.build(arena.declare())) {
            Client ann = new Client("lAnn");
            Peer anns = world.peer(ADDRESS, ann);
            world.peer(ADDRESS, new Client("lBob", "sHello"));
            Client cheat = new Client("lCid", "w\0\0\0\2");
            world.peer(ADDRESS, cheat);
            world.peer(ADDRESS, new Client()); // says nothing
            world.run(loop, TickRate.hertz(60), Duration.ofSeconds(6));
            world.check(
                    () -> {
                        assertThat(cheat.heard).endsWith("nobody walks that fast");
                        assertThat(arena.players.left(Reason.KICKED)).isEqualTo(1);
                        assertThat(arena.players.left(Reason.NO_LOGIN)).isEqualTo(1);
                        assertThat(arena.players).hasSize(2);
                    });
            anns.send(frames("sAnybody?"));
            loop.stop();
            loop.run(TickRate.hertz(60));
            world.check(() -> assertThat(world.files().durableContents(FILE)).endsWith(0, 0, 0, 4));
            assertThat(Arena.times(loop)).contains(" ticks");
        }
    }
}
