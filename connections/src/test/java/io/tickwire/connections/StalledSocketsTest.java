package io.tickwire.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.connections.Leave.Reason;
import io.tickwire.recipes.Frame;
import io.tickwire.stress.Soak;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With nothing set but the address: clients that do not read cost the others nothing. */
class StalledSocketsTest {
    private static final int READING = 160;
    private static final int STALLED = 40;
    private static final int FRAME_BYTES = 3_000;

    /** By then all that stall have left, however slow the machine is. */
    private static final int NUMBER_MAX = 3_600;

    /** Sends a numbered frame to everybody in each tick, until the last stalled one has left. */
    private static final class Server implements ConnectionHandler<Connection> {
        final Connections<Connection> clients =
                new Connections<>(
                        ConnectionSettings.listen(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        this);
        private final ByteBuf frame = Unpooled.buffer(FRAME_BYTES);
        int number;

        @Override
        public Connection joined(Connection connection, TickContext tick) {
            return connection;
        }

        @Override
        public void frame(Connection connection, Frame received, TickContext tick) {}

        void step(TickContext tick) {
            if (clients.joined() < READING + STALLED || tick.isStopping()) {
                return;
            }
            frame.clear().writeInt(number);
            while (frame.readableBytes() < FRAME_BYTES) {
                frame.writeByte(number);
            }
            int unused = clients.broadcast(tick, frame);
            number++;
            if (clients.left(Reason.SLOW) == STALLED || number == NUMBER_MAX) {
                tick.stop();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    @DisplayName("40 stalled clients of 200 leave as slow, and cost the other 160 no frame")
    void stalledClientsCostNobodyAnything(String transport) throws Exception {
        assumeTrue(Soak.usableTransports().contains(transport), () -> "no " + transport);
        Server server = new Server();
        TickLoop loop =
                TickLoop.builder()
                        .transport(transport)
                        .phase(
                                "game",
                                phase -> phase.system(server.clients).system("step", server::step))
                        .build();
        CompletableFuture<Void> reading = new CompletableFuture<>();
        try (Crowd crowd = new Crowd(server.clients.localAddress(), READING, STALLED)) {
            Thread reader = new Thread(() -> read(crowd, loop, reading), "crowd");
            try (loop) {
                reader.start();
                loop.run(TickRate.hertz(60));
            }
            reading.get(1, TimeUnit.MINUTES);
            assertThat(server.clients.left(Reason.SLOW)).isEqualTo(STALLED);
            assertThat(server.clients.left(Reason.ENDING)).isEqualTo(READING);
            assertThat(crowd.lastSeen()).hasSize(READING).containsOnly(server.number - 1);
        }
    }

    private static void read(Crowd crowd, TickLoop loop, CompletableFuture<Void> done) {
        try {
            crowd.readToTheEnd();
            done.complete(null);
        } catch (Throwable e) {
            done.completeExceptionally(e);
            loop.stop();
        }
    }
}
