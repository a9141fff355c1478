package io.tickwire.examples.ecs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BatchConfig;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.stress.harness.Peer;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers on entity systems: each player hears what it has said. */
@Timeout(60)
class EcsTest {
    private static final int PLAYERS = 12;
    private static final int MESSAGES = 20;

    private static void play(SocketAddress address) {
        try (Peer peer = Peer.connect(address)) {
            for (int i = 0; i < MESSAGES; i++) {
                byte[] said = ("message " + i).getBytes(UTF_8);
                peer.send(said);
                assertThat(peer.receive(said.length)).isEqualTo(said);
            }
        }
    }

    private static void serve(
            Supplier<SocketAddress> address, Runnable tick, Supplier<Integer> left) {
        List<CompletableFuture<Void>> players = new ArrayList<>();
        for (int i = 0; i < PLAYERS; i++) {
            players.add(CompletableFuture.runAsync(() -> play(address.get())));
        }
        CompletableFuture<Void> all =
                CompletableFuture.allOf(players.toArray(CompletableFuture[]::new));
        BooleanSupplier isOver = () -> all.isDone() && left.get() == 0;
        while (!isOver.getAsBoolean()) {
            tick.run();
        }
        assertThat(all).isCompleted();
    }

    @Test
    @DisplayName("on Dominion: the scheduler's threads fill the lanes of the tick")
    void dominion() {
        try (DominionEcho server = new DominionEcho(TickLoopBuilder::build)) {
            serve(server::address, server::tick, server::clients);
        }
    }

    @Test
    @DisplayName("on Artemis-odb: the world is a system of the loop's")
    void artemis() {
        ArtemisEcho server = new ArtemisEcho();
        try (TickLoop loop =
                TickLoop.builder()
                        .config(
                                BatchConfig.builder()
                                        .bufferGroup(ArtemisEcho.GROUP)
                                        .linger(Duration.ofSeconds(1))
                                        .build())
                        .phase("world", phase -> phase.system(server))
                        .build()) {
            serve(server::address, loop::tick, server::clients);
        }
    }
}
