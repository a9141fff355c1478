package io.tickwire.examples.guide;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.TickSystem;
import io.tickwire.connections.Connection;
import io.tickwire.connections.ConnectionHandler;
import io.tickwire.connections.ConnectionSettings;
import io.tickwire.connections.Connections;
import io.tickwire.recipes.Frame;
import java.net.SocketAddress;
import java.util.concurrent.Executor;

/** Two systems of a parallel phase that write to the same clients. */
final class Regions implements ConnectionHandler<Connection> {
    final Connections<Connection> clients;

    Regions(SocketAddress address) {
        clients = new Connections<>(ConnectionSettings.listen(address), this);
    }

    TickLoopBuilder declare(Executor executor) {
        return TickLoop.builder()
                .phase("net", phase -> phase.system(clients))
                .phase(
                        "world",
                        phase ->
                                phase.parallel(executor)
                                        .system("north", region(1))
                                        .system("south", region(2)));
    }

    private TickSystem region(int number) {
        ByteBuf frame = Unpooled.buffer().writeByte(number);
        return tick -> clients.broadcast(tick, frame);
    }

    @Override
    public Connection joined(Connection connection, TickContext tick) {
        return connection;
    }

    @Override
    public void frame(Connection client, Frame frame, TickContext tick) {
        client.kick(tick, "heard enough");
    }
}
