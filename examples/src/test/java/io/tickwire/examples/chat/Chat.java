package io.tickwire.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.*;
import io.tickwire.*;
import io.tickwire.connections.*;
import io.tickwire.recipes.*;
import java.io.IOException;
import java.net.*;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;

public final class Chat implements TickSystem, ConnectionHandler<Chat.Guest> {
    static final class Guest {
        Connection connection;
        String name = "";
    }

    final Connections<Guest> guests;
    private final Path file;
    private final Deque<String> history;

    Chat(InetSocketAddress address, Path file, List<String> history) {
        this.file = file;
        this.history = new ArrayDeque<>(history);
        ConnectionSettings settings =
                ConnectionSettings.listen(address)
                        .lines(200)
                        .login(Duration.ofSeconds(10))
                        .idle(Duration.ofMinutes(5))
                        .farewell(Leave.Reason.ENDING, "See you later.".getBytes(UTF_8));
        guests = new Connections<>(settings, this);
    }

    @Override
    public Guest joined(Connection connection, TickContext tick) {
        Guest guest = new Guest();
        guest.connection = connection;
        connection.write(tick, text("Who are you?"));
        return guest;
    }

    @Override
    public void frame(Guest guest, Frame line, TickContext tick) {
        String said = line.readText();
        if (guest.name.isEmpty()) {
            guest.name = said;
            guest.connection.admit();
            history.forEach(earlier -> guest.connection.write(tick, text(earlier)));
        } else if (said.equals("/quit")) {
            guest.connection.kick(tick, text("Bye."), "has quit");
        } else {
            history.add(guest.name + ": " + said);
            guests.broadcast(tick, text(history.getLast()));
            if (history.size() > 20) {
                history.remove();
            }
        }
    }

    @Override
    public void left(Guest guest, Leave leave, TickContext tick) {
        if (!guest.name.isEmpty()) {
            guests.broadcast(tick, text(guest.name + " is gone: " + leave.reason()));
        }
    }

    @Override
    public void run(TickContext tick) {} // a game would move its world here

    @Override
    public void stopping(TickContext tick) {
        ByteBuf content = Unpooled.directBuffer().writeBytes(text(String.join("\n", history)));
        WholeFiles.saveOrRelease(
                tick.intents(), file, content, (status, later) -> System.out.println(status));
    }

    private static ByteBuf text(String line) {
        return Unpooled.wrappedBuffer(line.getBytes(UTF_8)); // on the heap: nothing to release
    }

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 7007;
        Path file = Path.of(args.length > 1 ? args[1] : "chat.txt");
        List<String> history = Files.exists(file) ? Files.readAllLines(file) : List.of();
        InetAddress machine = InetAddress.getLoopbackAddress(); // this machine alone
        Chat chat = new Chat(new InetSocketAddress(machine, port), file, history);
        TickLoopBuilder builder = TickLoop.builder();
        builder.phase("chat", phase -> phase.systems(chat.guests, chat));
        try (TickLoop loop = builder.build()) {
            loop.stopOnSignals();
            System.out.println("listening on " + chat.guests.localAddress());
            loop.run(TickRate.hertz(60));
        }
    }
}
