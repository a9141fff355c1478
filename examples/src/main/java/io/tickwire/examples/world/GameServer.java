package io.tickwire.examples.world;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.IoRequest;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.TickRate;
import io.tickwire.examples.server.AcceptSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A game server of 20 ticks a second: connections and their messages, a status socket, a herald, a
 * saved world and a log. It does not know what it runs on. Belongs to the loop's thread; whoever
 * makes it closes it.
 */
final class GameServer implements AutoCloseable {
    static final TickRate RATE = TickRate.hertz(20);
    static final Path FOLDER = Path.of("/game");
    static final Path SAVE = FOLDER.resolve("world.dat");
    static final Path LOG = FOLDER.resolve("game.log");
    static final InetSocketAddress GAME =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 7777);
    static final InetSocketAddress STATUS =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 7778);
    static final InetSocketAddress LOBBY =
            new InetSocketAddress(Machines.address(10, 2, 0, 1), 7779);

    private final GameSystem game;
    private final TickLoop loop;

    /**
     * Starts a server.
     *
     * @param build makes the loop of its declaration: {@code TickLoopBuilder::build}, or a world's
     * @param past what is known of earlier runs on the same machine
     * @param allocator of all buffers that the server makes itself
     */
    GameServer(
            Function<TickLoopBuilder, TickLoop> build,
            GamePast past,
            UnpooledByteBufAllocator allocator) {
        Witness witness = past.witness();
        game = new GameSystem(allocator, witness);
        StatusSystem status = new StatusSystem(STATUS, allocator, game::playerCount, witness);
        HeraldSystem herald = new HeraldSystem(LOBBY, allocator, game::playerCount, witness);
        SaveSystem saves = new SaveSystem(SAVE, allocator, past.saves(), witness);
        LogSystem log = new LogSystem(LOG, allocator, past.log(), witness);
        loop =
                build.apply(
                        TickLoop.builder()
                                .config(config())
                                .phase(
                                        "input",
                                        phase ->
                                                phase.system(new AcceptSystem(GAME, game::welcome)))
                                .phase("game", phase -> phase.systems(game, status, herald))
                                .phase("disk", phase -> phase.systems(saves, log)));
    }

    /** Room for a receive, a message and a farewell of each of some 1,000 players. */
    private static BatchConfig config() {
        return BatchConfig.builder()
                .laneCapacity(4096)
                .laneInFlight(8192)
                .bufferGroup(GameSystem.GROUP)
                .bufferGroup(StatusSystem.GROUP)
                .build();
    }

    TickLoop loop() {
        return loop;
    }

    int playerCount() {
        return game.playerCount();
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Has a system queue what there is room for by the lanes' capacity. */
    static void queue(TickContext tick, IoRequest request) {
        if (!tick.intents().queue(request)) {
            throw new IllegalStateException("the lane is full");
        }
    }
}
