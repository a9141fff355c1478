package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BatchConfig;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An echo server with many peers in a world. */
final class EchoWorld implements AutoCloseable {
    final World world;
    final EchoServer server;
    final List<GamePeer> peers = new ArrayList<>();
    final TickLoop loop;

    EchoWorld(World world, int peerCount, boolean isMultishot) {
        this.world = world;
        server = new EchoServer(isMultishot);
        loop =
                world.build(
                        TickLoop.builder()
                                .config(config())
                                .phase("echo", phase -> phase.system(server)));
        for (int i = 0; i < peerCount; i++) {
            GamePeer peer = new GamePeer(world, server.address());
            peers.add(peer);
            peer.start();
        }
    }

    private static BatchConfig config() {
        return BatchConfig.builder()
                .laneCapacity(4096)
                .laneInFlight(8192)
                .bufferGroup(EchoServer.GROUP)
                .build();
    }

    void run(Duration duration) {
        world.run(loop, TickRate.hertz(20), duration);
    }

    long echoedBytes() {
        return peers.stream().mapToLong(GamePeer::echoedBytes).sum();
    }

    @Override
    public void close() {
        loop.close();
        assertThat(server.leakedBytes()).as("bytes leaked in %s", world).isZero();
    }
}
