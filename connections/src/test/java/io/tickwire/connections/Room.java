package io.tickwire.connections;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.recipes.Frame;
import io.tickwire.simulation.World;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server in a world, whose clients say what it is to do; notes all that its handler is told. */
final class Room implements ConnectionHandler<Room.Member>, AutoCloseable {
    static final InetSocketAddress ADDRESS = new InetSocketAddress("10.0.0.1", 4000);

    /** What the server has of a client. */
    static final class Member {
        final Connection connection;
        final List<String> said = new ArrayList<>();
        @Nullable Leave leave;

        Member(Connection connection) {
            this.connection = connection;
        }
    }

    final World world;
    final TickLoop loop;
    final Connections<Member> clients;

    /** All that ever joined, by number. */
    final Map<Long, Member> members = new LinkedHashMap<>();

    final List<String> events = new ArrayList<>();

    /** What the server's own system does each tick. */
    Consumer<TickContext> step = tick -> {};

    Room(World world, ConnectionSettings settings, BatchConfig config) {
        this.world = world;
        clients = new Connections<>(settings, this);
        loop =
                world.build(
                        TickLoop.builder()
                                .config(config)
                                .phase(
                                        "room",
                                        phase ->
                                                phase.system(clients)
                                                        .system(
                                                                "step",
                                                                tick -> step.accept(tick))));
    }

    Room(World world, ConnectionSettings settings) {
        this(world, settings, BatchConfig.DEFAULT);
    }

    static ConnectionSettings settings() {
        return ConnectionSettings.listen(ADDRESS).lengthField(2, 100);
    }

    Visitor visitor() {
        return new Visitor(world);
    }

    void run(Duration duration) {
        world.run(loop, TickRate.hertz(20), duration);
    }

    void runMillis(long millis) {
        run(Duration.ofMillis(millis));
    }

    Member member(long id) {
        Member member = members.get(id);
        if (member == null) {
            throw new AssertionError("nobody has number " + id + ": " + events);
        }
        return member;
    }

    Leave.Reason reasonOf(long id) {
        Leave leave = member(id).leave;
        if (leave == null) {
            throw new AssertionError("number " + id + " is still there");
        }
        return leave.reason();
    }

    static ByteBuf text(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Member joined(Connection connection, TickContext tick) {
        Member member = new Member(connection);
        members.put(connection.id(), member);
        events.add("joined " + connection.id());
        return member;
    }

    @Override
    public void frame(Member member, Frame frame, TickContext tick) {
        String text = frame.readText();
        member.said.add(text);
        events.add(member.connection.id() + ": " + text);
        switch (text) {
            case "login" -> member.connection.admit();
            case "echo" -> member.connection.write(tick, text("echo"));
            case "all" -> clients.broadcast(tick, text("to all"));
            case "others" -> clients.broadcast(tick, text("to others"), o -> o != member);
            case "large" -> clients.broadcast(tick, text("L".repeat(5_000)));
            case "kick me" -> member.connection.kick(tick, text("go"), "asked for it");
            case "fail" -> throw new IllegalStateException("on demand");
            case "short" -> frame.readInt();
            default -> {
                if (text.startsWith("echo ")) {
                    member.connection.write(tick, text(text));
                }
            }
        }
    }

    @Override
    public void left(Member member, Leave leave, TickContext tick) {
        if (member.leave != null) {
            throw new AssertionError("left twice: " + leave + " after " + member.leave);
        }
        member.leave = leave;
        events.add("left " + member.connection.id() + ": " + leave.reason());
    }

    @Override
    public void close() {
        loop.close();
        world.check(() -> {});
    }
}
