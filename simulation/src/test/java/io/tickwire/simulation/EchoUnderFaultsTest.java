package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoUnderFaultsTest {
    private static final int PEERS = 200;

    private static final List<Fault> FAULTS =
            List.of(
                    Fault.CONNECTION_REFUSED,
                    Fault.CONNECTION_RESET,
                    Fault.NO_BUFFERS,
                    Fault.SHORT_READ,
                    Fault.SHORT_WRITE,
                    Fault.SPURIOUS_WAKEUP);

    /**
     * A send that fails for want of buffers leaves a hole if another one was queued behind it, as a
     * server does that echoes what it gets by multishot receives.
     */
    private static FaultRates rates(boolean isMultishot) {
        FaultRates rates = FaultRates.NONE.with(Fault.ACCEPT_NO_DESCRIPTOR, 0.05);
        for (Fault fault : FAULTS) {
            rates = rates.with(fault, 0.001);
        }
        return rates.with(Fault.NO_BUFFERS, isMultishot ? 0 : 0.001)
                .with(Fault.SHORT_READ, 0.02)
                .with(Fault.SHORT_WRITE, 0.02);
    }

    @ParameterizedTest(name = "seed {0}, edge-triggered: {1}, multishot: {2}")
    @CsvSource({"1, true, false", "2, false, false", "3, true, true", "4, false, true"})
    @DisplayName("under all faults every byte that comes back is right, and no peer is forgotten")
    void everyByteIsRight(long seed, boolean isEdgeTriggered, boolean isMultishot) {
        World world =
                World.builder()
                        .seed(seed)
                        .edgeTriggered(isEdgeTriggered)
                        .faults(rates(isMultishot))
                        .build();
        try (EchoWorld echo = new EchoWorld(world, PEERS, isMultishot)) {
            echo.run(Duration.ofMinutes(3));
            assertThat(world.faultCounts())
                    .containsKeys(
                            Fault.CONNECTION_RESET,
                            Fault.ACCEPT_NO_DESCRIPTOR,
                            Fault.SHORT_READ,
                            Fault.SHORT_WRITE);
            long reconnects = echo.peers.stream().mapToLong(GamePeer::connections).sum() - PEERS;
            assertThat(reconnects).isGreaterThan(100);
            world.faults(FaultRates.NONE);
            echo.run(Duration.ofSeconds(1));
            // Without faults everybody is served.
            for (GamePeer peer : echo.peers) {
                long before = peer.echoedBytes();
                assertThat(before).as("seed %s", seed).isPositive();
            }
            long[] before = echo.peers.stream().mapToLong(GamePeer::echoedBytes).toArray();
            echo.run(Duration.ofSeconds(5));
            for (int i = 0; i < PEERS; i++) {
                assertThat(echo.peers.get(i).echoedBytes() - before[i])
                        .as("peer %s in %s", i, world)
                        .isBetween(90L * GamePeer.MESSAGE_BYTES, 110L * GamePeer.MESSAGE_BYTES);
            }
            echo.peers.forEach(GamePeer::rest);
            echo.run(Duration.ofSeconds(3));
            assertThat(echo.server.open()).isZero();
        }
    }
}
