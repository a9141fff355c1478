package io.tickwire.examples.guide;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.ErrorPolicy;
import io.tickwire.IoStatus;
import io.tickwire.LoopError;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.TickSystem;
import io.tickwire.TickTimes;
import io.tickwire.connections.Connection;
import io.tickwire.connections.ConnectionHandler;
import io.tickwire.connections.ConnectionSettings;
import io.tickwire.connections.Connections;
import io.tickwire.connections.Leave;
import io.tickwire.recipes.Frame;
import io.tickwire.recipes.WholeFiles;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** A small game's server: players log in, walk, shout, and see each other. */
final class Arena implements TickSystem, ConnectionHandler<Arena.Player> {
    private static final System.Logger LOGGER = System.getLogger(Arena.class.getName());
    private static final long SAVE_NANOS = 10_000_000_000L;

    /** What the server has of a client. */
    static final class Player {
        final Connection connection;
        String name = "";
        int x;

        Player(Connection connection) {
            this.connection = connection;
        }
    }

    final Connections<Player> players;
    private final Path file;
    private final ByteBuf message = Unpooled.buffer();
    private boolean isSaving;
    private boolean isSaveDue;
    private long savedNanos;

    Arena(SocketAddress address, Path file) {
        players = new Connections<>(settings(address), this);
        this.file = file;
    }

    static ConnectionSettings settings(SocketAddress address) {
        return ConnectionSettings.listen(address)
                .lengthField(2, 512)
                .limit(200)
                .limitPerAddress(20)
                .login(Duration.ofSeconds(5))
                .idle(Duration.ofSeconds(30))
                .slow(16 * 1024, Duration.ofSeconds(2))
                .socket(SocketOptions.DEFAULT.withBufferBytes(0, 64 * 1024))
                .farewell(Leave.Reason.FULL, "too many are here".getBytes(UTF_8))
                .farewell(Leave.Reason.ENDING, "see you later".getBytes(UTF_8));
    }

    TickLoopBuilder declare() {
        return TickLoop.builder()
                .config(BatchConfig.builder().laneCapacity(1024).build())
                .onError(Arena::decide)
                .phase("game", phase -> phase.systems(players, this));
    }

    static ErrorPolicy.Action decide(LoopError error) {
        LOGGER.log(System.Logger.Level.ERROR, error.toString(), error.cause());
        return error.stream().isPresent() ? ErrorPolicy.Action.DROP : ErrorPolicy.Action.STOP;
    }

    @Override
    public Player joined(Connection connection, TickContext tick) {
        return new Player(connection);
    }

    @Override
    public void frame(Player player, Frame frame, TickContext tick) {
        switch (frame.readByte()) {
            case 'l' -> {
                player.name = frame.readText();
                player.connection.admit();
            }
            case 'w' -> walk(player, frame.readInt(), tick);
            case 's' -> shout(player, frame.readText(), tick);
            default -> player.connection.kick(tick, "no such message");
        }
    }

    private void walk(Player player, int step, TickContext tick) {
        if (Math.abs(step) > 1) {
            message.clear().writeCharSequence("nobody walks that fast", UTF_8);
            player.connection.kick(tick, message, "step of " + step);
            return;
        }
        player.x += step;
    }

    private void shout(Player player, String text, TickContext tick) {
        message.clear().writeCharSequence(player.name + ": " + text, UTF_8);
        players.broadcast(tick, message, other -> other != player);
    }

    @Override
    public void left(Player player, Leave leave, TickContext tick) {
        LOGGER.log(System.Logger.Level.INFO, "{0} has left: {1}", player.name, leave);
    }

    @Override
    public void run(TickContext tick) {
        message.clear();
        for (Player player : players) {
            message.writeInt(player.x);
        }
        for (Player player : players) {
            player.connection.offer(tick, message);
        }
        if (tick.timeNanos() - savedNanos >= SAVE_NANOS) {
            savedNanos = tick.timeNanos();
            save(tick);
        }
    }

    @Override
    public void stopping(TickContext tick) {
        save(tick);
    }

    private void save(TickContext tick) {
        isSaveDue = isSaving; // then the one under way is followed by another
        if (!isSaving) {
            ByteBuf image = Unpooled.directBuffer().writeLong(players.joined());
            isSaving = WholeFiles.saveOrRelease(tick.intents(), file, image, this::saved);
        }
    }

    private void saved(IoStatus status, TickContext tick) {
        isSaving = false;
        if (status != IoStatus.OK) {
            LOGGER.log(System.Logger.Level.ERROR, "not saved: {0}", status.description());
        }
        if (isSaveDue) {
            save(tick);
        }
    }

    static String times(TickLoop loop) {
        TickTimes work = loop.stats().tickWork();
        TickTimes lateness = loop.stats().tickLateness();
        return work.count()
                + " ticks, 99 % within "
                + work.percentileNanos(99) / 1_000
                + " us, the longest "
                + work.maxNanos() / 1_000
                + " us; at most "
                + lateness.maxNanos() / 1_000
                + " us late";
    }
}
