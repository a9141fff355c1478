package io.tickwire.examples.server;

import io.netty.buffer.ByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoStream;
import io.tickwire.TickContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Sends every byte back to where it came from.
 *
 * <p>Completions only change the state of their connection and put it on a list; one pass over the
 * list then queues what each connection can do next. A connection that finds no room in the lane
 * stays on the list for the next tick, so a full lane costs time and nothing else. After warm-up no
 * message allocates anything.
 *
 * <p>Belongs to the loop's thread. Holds at most one {@link EchoConnection} per open stream.
 */
public final class EchoSystem implements StreamSystem {
    /** How long what found no room or no memory waits, unless a tick comes earlier. */
    private static final long RETRY_NANOS = 1_000_000;

    private final ByteBufAllocator allocator;

    /** All connections; each knows its place. */
    private final List<EchoConnection> connections = new ArrayList<>();

    /** Connections that may have something to queue; each at most once. */
    private final ArrayDeque<EchoConnection> waiting = new ArrayDeque<>();

    private boolean isRetryTimerSet;
    private long connectionCount;
    private long failureCount;
    private long echoedBytes;

    /**
     * Makes the system.
     *
     * @param allocator where connections get their direct buffers from
     */
    public EchoSystem(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public void welcome(IoStream stream) {
        EchoConnection connection = new EchoConnection(stream, allocator, connections.size());
        stream.attach(connection);
        connections.add(connection);
        connectionCount++;
        await(connection);
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            take(completion, tick.timeNanos());
        }
        advanceWaiting(tick);
        if (!waiting.isEmpty() && !isRetryTimerSet) {
            isRetryTimerSet = tick.intents().queue(tick.request().timeoutNanos(RETRY_NANOS));
        }
    }

    /**
     * How many connections there are.
     *
     * @return those not yet closed
     */
    public int openConnections() {
        return connections.size();
    }

    @Override
    public String summary() {
        return connectionCount
                + " connections ("
                + failureCount
                + " of them failed), "
                + echoedBytes
                + " bytes echoed";
    }

    @Override
    public void close() {
        connections.forEach(EchoConnection::release);
        connections.clear();
        waiting.clear();
    }

    private void take(IoCompletion completion, long nowNanos) {
        switch (completion.operation()) {
            case RECV -> {
                EchoConnection connection = connectionOf(completion);
                connection.received(completion, nowNanos + RETRY_NANOS);
                await(connection);
            }
            case SEND -> {
                EchoConnection connection = connectionOf(completion);
                echoedBytes += connection.sent(completion);
                await(connection);
            }
            case CLOSE -> remove(connectionOf(completion));
            case TIMEOUT -> isRetryTimerSet = false;
            default -> throw new IllegalStateException("not asked for: " + completion);
        }
    }

    private void await(EchoConnection connection) {
        if (!connection.isWaiting) {
            connection.isWaiting = true;
            waiting.add(connection);
        }
    }

    private void advanceWaiting(TickContext tick) {
        for (int left = waiting.size(); left > 0; left--) {
            EchoConnection connection = waiting.remove();
            connection.isWaiting = !connection.advance(tick);
            if (connection.isWaiting) {
                waiting.add(connection);
            }
        }
    }

    /** The last completion of a stream: fills its place with the last connection. */
    private void remove(EchoConnection closed) {
        EchoConnection last = connections.remove(connections.size() - 1);
        if (last != closed) {
            connections.set(closed.place, last);
            last.place = closed.place;
        }
        if (closed.isFailed()) {
            failureCount++;
        }
        closed.release();
    }

    private static EchoConnection connectionOf(IoCompletion completion) {
        return (EchoConnection) Objects.requireNonNull(completion.resource().attachment());
    }
}
