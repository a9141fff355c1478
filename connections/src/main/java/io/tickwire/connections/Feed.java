package io.tickwire.connections;

import io.netty.buffer.ByteBuf;
import io.tickwire.TickContext;
import io.tickwire.connections.Leave.Reason;
import io.tickwire.recipes.Frame;
import io.tickwire.recipes.FrameEndedException;
import io.tickwire.recipes.FrameHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hands the frames of one client after the other on, and drops who sends what is none. */
final class Feed<C> implements FrameHandler {
    private final Connections<C> owner;
    private final ConnectionHandler<C> handler;
    private @Nullable StreamConnection<C> source;
    private @Nullable TickContext tick;

    Feed(Connections<C> owner, ConnectionHandler<C> handler) {
        this.owner = owner;
        this.handler = handler;
    }

    void take(StreamConnection<C> connection, ByteBuf bytes, TickContext now) {
        source = connection;
        tick = now;
        try {
            if (!connection.framing().feed(bytes, this) && connection.isOpen()) {
                String violation = connection.framing().violation();
                connection.leave(now, Reason.PROTOCOL, violation == null ? "" : violation, true);
            }
        } catch (FrameEndedException e) {
            connection.leave(now, Reason.PROTOCOL, String.valueOf(e.getMessage()), true);
        } catch (RuntimeException e) {
            owner.failed(connection, e, now);
        } finally {
            source = null;
        }
    }

    @Override
    public boolean frame(Frame frame) {
        StreamConnection<C> connection = Objects.requireNonNull(source);
        TickContext now = Objects.requireNonNull(tick);
        connection.frameNanos = now.timeNanos();
        handler.frame(connection.client(), frame, now);
        return connection.isOpen();
    }
}
