package io.tickwire.examples.skirmish;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import io.tickwire.IoDatagram;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.TickSystem;
import io.tickwire.connections.Connection;
import io.tickwire.connections.ConnectionHandler;
import io.tickwire.connections.ConnectionSettings;
import io.tickwire.connections.Connections;
import io.tickwire.connections.Leave;
import io.tickwire.connections.Leave.Reason;
import io.tickwire.recipes.Frame;
import io.tickwire.recipes.WholeFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The game's server: one system of a loop, and the handler of its clients. Messages come and go by
 * TCP, the players' inputs by UDP, a snapshot goes to each player in each tick, and the world is
 * saved now and then and at the end. All of it runs on the loop's thread.
 */
public final class Skirmish
        implements TickSystem,
                ConnectionHandler<Skirmish.Session>,
                ClientMessages<Skirmish.Session> {
    private static final BufferGroup INPUTS = new BufferGroup(1, 64, 512);
    private static final long SEED = 1;
    private static final int INPUT_BUFFER_BYTES = 1 << 20;

    /** A client, logged in or not. */
    public static final class Session {
        private final Connection connection;
        private int id = SkirmishWorld.NOBODY;

        private Session(Connection connection) {
            this.connection = connection;
        }
    }

    private final InetSocketAddress address;
    private final SkirmishLimits limits;
    private final SkirmishWorld world;
    private final Path save;
    private final Connections<Session> clients;
    private final @Nullable Session[] players;
    private final ByteBuf message = Unpooled.buffer(SkirmishProtocol.FRAME_BYTES_MAX);
    private @Nullable IoDatagram inputs;
    private @Nullable TickContext now;
    private boolean isReceiving;
    private boolean isSaving;
    private boolean isSaveDue;
    private long savedNanos;

    /**
     * Makes a server.
     *
     * @param address where it listens by TCP, and by UDP on a port of the system's choice
     * @param limits what it allows
     * @param world as it was saved last, or a new one
     * @param save the file of the world
     */
    public Skirmish(
            InetSocketAddress address, SkirmishLimits limits, SkirmishWorld world, Path save) {
        this.address = address;
        this.limits = limits;
        this.world = world;
        this.save = save;
        players = new Session[limits.players()];
        ConnectionSettings settings =
                ConnectionSettings.listen(address)
                        .lengthField(
                                SkirmishProtocol.LENGTH_BYTES, SkirmishProtocol.FRAME_BYTES_MAX)
                        .limit(limits.connections())
                        .login(limits.loginWithin())
                        .idle(limits.idleAfter())
                        .slow(limits.slowBytes(), limits.slowFor())
                        .socket(SocketOptions.DEFAULT.withBufferBytes(0, limits.sendBufferBytes()))
                        .farewell(Reason.NO_LOGIN, kick(KickReason.LOGIN_TIMEOUT, "too late"))
                        .farewell(Reason.IDLE, kick(KickReason.IDLE, "nothing for too long"))
                        .farewell(Reason.PROTOCOL, kick(KickReason.PROTOCOL, "no frame"))
                        .farewell(Reason.FULL, kick(KickReason.FULL, "too many connections"))
                        .farewell(Reason.ENDING, kick(KickReason.ENDING, "see you later"));
        clients = new Connections<>(settings, this);
    }

    /**
     * Makes a server that goes on where the last one has ended.
     *
     * @param address where it listens
     * @param limits what it allows
     * @param save the file of the world; a new world begins where there is none
     * @return the server
     * @throws IOException if the file cannot be read
     */
    public static Skirmish restored(InetSocketAddress address, SkirmishLimits limits, Path save)
            throws IOException {
        SkirmishWorld world =
                Files.exists(save)
                        ? SkirmishWorld.load(
                                limits.players(), Unpooled.wrappedBuffer(Files.readAllBytes(save)))
                        : new SkirmishWorld(limits.players(), SEED);
        return new Skirmish(address, limits, world, save);
    }

    /**
     * Declares the loop of the server.
     *
     * @return to be built, and run at {@value SkirmishProtocol#TICKS_PER_SECOND} ticks a second
     */
    public TickLoopBuilder declare() {
        return TickLoop.builder()
                .config(BatchConfig.builder().bufferGroup(INPUTS).build())
                .phase("game", phase -> phase.system(clients).system(this));
    }

    /**
     * The server's clients.
     *
     * @return who is connected, and who has left for which reason
     */
    public Connections<Session> clients() {
        return clients;
    }

    @Override
    public void setUp(SystemSetup setup) {
        inputs =
                setup.bind(
                        new InetSocketAddress(address.getAddress(), 0),
                        SocketOptions.DEFAULT.withBufferBytes(INPUT_BUFFER_BYTES, 0));
    }

    @Override
    public Session joined(Connection connection, TickContext tick) {
        return new Session(connection);
    }

    @Override
    public void frame(Session session, Frame frame, TickContext tick) {
        now = tick;
        frame.readBytes(message.clear(), frame.remaining());
        try {
            SkirmishProtocol.read(message, session, session.id != SkirmishWorld.NOBODY, this);
        } catch (RefusedException e) {
            kick(session, e.reason(), e.text(), tick);
        }
    }

    @Override
    public void login(Session session, String name, long token) {
        session.id = world.join(name, token);
        players[session.id] = session;
        session.connection.admit();
        write(
                session,
                out -> SkirmishProtocol.welcome(out, world, session.id, inputPort()),
                tick());
    }

    @Override
    public void chat(Session session, String text) {
        if (world.mayChat(session.id)) {
            SkirmishProtocol.chatted(message.clear(), session.id, text);
            clients.broadcast(tick(), message);
        }
    }

    @Override
    public void ping(Session session, long nonce) {
        write(session, out -> SkirmishProtocol.pong(out, nonce), tick());
    }

    @Override
    public void goodbye(Session session) {
        session.connection.kick(tick(), "goodbye");
    }

    @Override
    public void left(Session session, Leave leave, TickContext tick) {
        if (session.id != SkirmishWorld.NOBODY) {
            world.leave(session.id);
            players[session.id] = null;
        }
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            input(completion, tick);
        }
        if (!isReceiving) {
            isReceiving =
                    tick.intents()
                            .queue(
                                    tick.request()
                                            .recvmsg(inputs())
                                            .fromGroup(INPUTS.id())
                                            .multishot());
        }
        world.step();
        for (Session session : clients) {
            write(session, out -> world.snapshot(session.id, out), tick);
        }
        if (tick.timeNanos() - savedNanos >= limits.saveEvery().toNanos()) {
            savedNanos = tick.timeNanos();
            save(tick);
        }
    }

    @Override
    public void stopping(TickContext tick) {
        save(tick);
    }

    private void input(IoCompletion completion, TickContext tick) {
        isReceiving = !completion.isLast();
        int cheat = completion.isOk() ? world.input(completion.buffer()) : SkirmishWorld.NOBODY;
        if (cheat != SkirmishWorld.NOBODY) {
            kick(players[cheat], KickReason.CHEATING, "nobody can press that", tick);
        }
    }

    /** Saves the world as it is, behind the save that is under way if there is one. */
    private void save(TickContext tick) {
        isSaveDue = isSaving;
        if (!isSaving) {
            ByteBuf image = PooledByteBufAllocator.DEFAULT.directBuffer();
            world.save(image);
            isSaving = WholeFiles.saveOrRelease(tick.intents(), save, image, this::saved);
        }
    }

    private void saved(IoStatus status, TickContext tick) {
        isSaving = false;
        boolean isLost = status != IoStatus.OK && tick.isStopping(); // no later save follows
        if (isSaveDue || isLost) {
            save(tick);
        }
    }

    private void write(Session session, Consumer<ByteBuf> content, TickContext tick) {
        content.accept(message.clear());
        session.connection.write(tick, message);
    }

    private void kick(Session session, KickReason reason, String text, TickContext tick) {
        session.connection.kick(tick, Unpooled.wrappedBuffer(kick(reason, text)), reason.name());
    }

    private static byte[] kick(KickReason reason, String text) {
        ByteBuf out = Unpooled.buffer();
        SkirmishProtocol.kick(out, reason, text);
        return ByteBufUtil.getBytes(out);
    }

    private int inputPort() {
        return ((InetSocketAddress) inputs().localAddress()).getPort();
    }

    private IoDatagram inputs() {
        return Objects.requireNonNull(inputs, "not set up yet");
    }

    /** The tick in which a message is handled. */
    private TickContext tick() {
        return Objects.requireNonNull(now);
    }
}
