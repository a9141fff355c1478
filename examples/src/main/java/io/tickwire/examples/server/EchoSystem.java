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
 * list then queues what each connection can do next. Where the lane is full the pass ends; the next
 * tick goes on there, so a full lane costs time and nothing else. Connections that found no memory
 * rest on a list of their own until a timer ends. After warm-up no message allocates anything.
 *
 * <p>Belongs to the loop's thread. Holds at most one {@link EchoConnection} per open stream.
 */
public final class EchoSystem implements StreamSystem {
    /** How long a connection rests that found no memory. */
    private static final long REST_NANOS = 1_000_000;

    private final ByteBufAllocator allocator;

    /** All connections; each knows its place. */
    private final List<EchoConnection> connections = new ArrayList<>();

    /** Connections that may have something to queue; each at most once. */
    private final ArrayDeque<EchoConnection> waiting = new ArrayDeque<>();

    /** Connections that found no memory; none of them is waiting. */
    private final ArrayDeque<EchoConnection> resting = new ArrayDeque<>();

    private boolean isRestTimerSet;
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
        addTo(waiting, connection);
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            take(completion);
        }
        if (!resting.isEmpty() && !isRestTimerSet) {
            isRestTimerSet = tick.intents().queue(tick.request().timeoutNanos(REST_NANOS));
        }
        advanceWaiting(tick);
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
    public void tearDown() {
        connections.forEach(EchoConnection::release);
        connections.clear();
        waiting.clear();
        resting.clear();
    }

    private void take(IoCompletion completion) {
        switch (completion.operation()) {
            case RECV -> {
                EchoConnection connection = connectionOf(completion);
                addTo(connection.received(completion) ? waiting : resting, connection);
            }
            case SEND -> {
                EchoConnection connection = connectionOf(completion);
                echoedBytes += connection.sent(completion);
                addTo(waiting, connection);
            }
            case CLOSE -> remove(connectionOf(completion));
            case TIMEOUT -> endRest();
            default -> throw new IllegalStateException("not asked for: " + completion);
        }
    }

    /** Puts a connection on a list, unless it is on one already. */
    private static void addTo(ArrayDeque<EchoConnection> list, EchoConnection connection) {
        if (!connection.isListed) {
            connection.isListed = true;
            list.add(connection);
        }
    }

    private void endRest() {
        isRestTimerSet = false;
        while (!resting.isEmpty()) {
            waiting.add(resting.remove());
        }
    }

    private void advanceWaiting(TickContext tick) {
        for (EchoConnection next = waiting.peek();
                next != null && next.advance(tick);
                next = waiting.peek()) {
            next.isListed = false;
            waiting.remove();
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
