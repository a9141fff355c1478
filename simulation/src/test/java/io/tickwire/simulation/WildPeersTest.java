package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WildPeersTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("whatever peers do, each byte that comes back is right, and all streams end")
    void whateverPeersDo(long seed) {
        run(seed, 30, Duration.ofSeconds(60));
    }

    static long run(long seed, int count, Duration duration) {
        boolean isMultishot = (seed & 1) == 0;
        FaultRates rates =
                FaultRates.all(0.002)
                        .with(Fault.NO_BUFFERS, isMultishot ? 0 : 0.002)
                        .with(Fault.SHORT_READ, 0.05)
                        .with(Fault.SHORT_WRITE, 0.05);
        World world = World.builder().seed(seed).faults(rates).build();
        try (EchoWorld echo = new EchoWorld(world, 0, isMultishot)) {
            List<WildPeer> peers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                WildPeer peer = new WildPeer(world, i, echo.server.address());
                peers.add(peer);
                peer.start();
            }
            echo.run(duration);
            long bytes = peers.stream().mapToLong(WildPeer::echoedBytes).sum();
            assertThat(bytes).as("bytes echoed in %s", world).isGreaterThan(100_000L * count / 10);
            world.faults(FaultRates.NONE);
            peers.forEach(WildPeer::rest);
            echo.run(Duration.ofMinutes(5));
            assertThat(echo.server.open()).as("streams left in %s", world).isZero();
            return echo.server.hash();
        }
    }
}
