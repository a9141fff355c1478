package io.tickwire.connections;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoListener;
import io.tickwire.IoResource;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import io.tickwire.connections.Leave.Reason;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A server's clients, as one system of its loop: listens, accepts, cuts what comes into frames,
 * holds clients to the limits, and drops those that break one, fall behind or fail. The program is
 * told of each by its {@link ConnectionHandler}.
 *
 * <pre>{@code
 * Connections<Player> players =
 *         new Connections<>(ConnectionSettings.listen(address).lengthField(2, 512), game);
 * TickLoop.builder().phase("game", phase -> phase.systems(players, game)).build().run(rate);
 * }</pre>
 *
 * <p>Each tick in its phase: who has come, what they sent, and who has left, in the order of the
 * completions; then the limits. What a system writes leaves at the end of that system's phase, so
 * one in the same phase, or a later one, answers what came within the tick.
 *
 * <p>Iterating shows the clients that were admitted and are not to leave, in no particular order
 * that would not be the same in another run.
 *
 * <p>Each client takes up to two places of the lane in a tick, for what is received and for what is
 * written: {@link io.tickwire.BatchConfig.Builder#laneCapacity} has to suit the limit.
 *
 * <p>Belongs to the loop's thread and to a phase that is not parallel. Systems of parallel phases
 * may iterate, write and broadcast; {@link #size}, {@link #joined} and {@link #left} may be asked
 * by any thread. Bounded by the limit of its settings; there is nothing to close.
 *
 * @param <C> what the program has for a client
 */
public final class Connections<C> implements TickSystem, Iterable<C> {
    /** Connections over the limit that are being told so. */
    static final int FAREWELLS_MAX = 64;

    /** From here on a broadcast's frame is stored once for all. */
    private static final int SHARED_BYTES_MIN = 4096;

    private static final long SWEEP_NANOS = 100_000_000;
    private static final long LOG_NANOS = 1_000_000_000;
    private static final System.Logger LOGGER = System.getLogger(Connections.class.getName());

    private final ConnectionSettings settings;
    private final ConnectionHandler<C> handler;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final List<StreamConnection<C>> open = new ArrayList<>();
    private final ArrayDeque<StreamConnection<C>> leaving = new ArrayDeque<>();

    /** Those whose streams could not be closed for want of room. */
    private final ArrayDeque<StreamConnection<C>> unclosed = new ArrayDeque<>();

    /** Those that were told the end, in the order in which they left. */
    private final ArrayDeque<StreamConnection<C>> draining = new ArrayDeque<>();

    /** Those whose next receive could not be queued. */
    private final ArrayDeque<StreamConnection<C>> unreceived = new ArrayDeque<>();

    private final ClientCounts counts = new ClientCounts();
    private final Feed<C> feed;
    private @Nullable IoIntentQueue own;
    private @Nullable TickContext lastTick;
    private long ids;
    private long sweptNanos;
    private long loggedNanos = -LOG_NANOS;

    /**
     * Makes the system.
     *
     * @param settings what is read now
     * @param handler told of the clients
     */
    public Connections(ConnectionSettings settings, ConnectionHandler<C> handler) {
        this.settings = settings.copy();
        this.handler = Objects.requireNonNull(handler, "handler");
        feed = new Feed<>(this, handler);
    }

    @Override
    public void setUp(SystemSetup setup) {
        int farewells = settings.farewell(Reason.FULL) == null ? 0 : FAREWELLS_MAX;
        for (SocketAddress address : settings.addresses) {
            IoListener listener = setup.listen(address, settings.socket);
            listener.limit(settings.total + farewells, settings.perAddress);
            acceptors.add(new Acceptor(listener, acceptors.size()));
        }
    }

    /**
     * Where it listens.
     *
     * @return the first address, with the port that was chosen if 0 was asked for
     * @throws IllegalStateException before the loop is built
     */
    public SocketAddress localAddress() {
        if (acceptors.isEmpty()) {
            throw new IllegalStateException("not set up yet");
        }
        return acceptors.get(0).listener().localAddress();
    }

    @Override
    public void run(TickContext tick) {
        if (own == null) {
            warnOfSmallLane(tick.intents().capacity());
        }
        own = tick.intents();
        lastTick = tick;
        retry(tick);
        for (IoCompletion completion : tick.completions()) {
            switch (completion.operation()) {
                case ACCEPT -> accepted(completion, tick);
                case TIMEOUT -> acceptors.get((int) completion.userData()).rested();
                case RECV -> received(completion, tick);
                default -> {}
            }
        }
        accept(tick);
        if (tick.timeNanos() - sweptNanos >= SWEEP_NANOS) {
            sweptNanos = tick.timeNanos();
            sweep(tick);
            sweepDraining(tick);
        }
        tellLeaves(tick);
    }

    /**
     * Ends with the loop: nobody is let in any more, and everybody leaves, behind what was written
     * and the farewell, if there is one for {@link Reason#ENDING}.
     */
    @Override
    public void stopping(TickContext tick) {
        for (int i = 0; i < acceptors.size(); i++) {
            acceptors.get(i).end(tick);
        }
        for (int i = 0; i < open.size(); i++) {
            open.get(i).leave(tick, Reason.ENDING, "", false);
        }
        tellLeaves(tick);
    }

    /** Tells the handler of those that are still there, if the loop was closed without a stop. */
    @Override
    public void tearDown() {
        TickContext tick = lastTick;
        if (tick == null) {
            return;
        }
        for (StreamConnection<C> connection : open) {
            if (connection.end()) {
                leaving.add(connection);
            }
        }
        tellLeaves(tick);
        draining.forEach(StreamConnection::release);
    }

    /**
     * Clients that are there, those included that were not admitted yet.
     *
     * @return a count
     */
    public int size() {
        return counts.size();
    }

    /**
     * Clients that have ever joined.
     *
     * @return a count
     */
    public long joined() {
        return counts.joined();
    }

    /**
     * Clients that have left, or were not let in, for a reason.
     *
     * @param reason the reason
     * @return a count
     */
    public long left(Reason reason) {
        return counts.left(reason);
    }

    /**
     * Writes one frame to every client that was admitted.
     *
     * @param tick the tick of the system or handler that writes
     * @param frame any buffer, without the length field or line end; stays the caller's
     * @return how many clients have taken it; the others are dropped as slow
     * @throws IllegalArgumentException for a frame that is longer than the length field can tell
     */
    public int broadcast(TickContext tick, ByteBuf frame) {
        return broadcast(tick, frame, client -> true);
    }

    /**
     * Writes one frame to some of the clients.
     *
     * @param tick the tick of the system or handler that writes
     * @param frame any buffer, without the length field or line end; stays the caller's
     * @param to which of those that were admitted; for all but one: {@code other -> other != one}
     * @return how many clients have taken it; the others of them are dropped as slow
     * @throws IllegalArgumentException for a frame that is longer than the length field can tell
     */
    public int broadcast(TickContext tick, ByteBuf frame, Predicate<? super C> to) {
        if (settings.format.wholeBytes(frame) >= SHARED_BYTES_MIN) {
            return share(tick, frame, to);
        }
        int taken = 0;
        for (int i = 0; i < open.size(); i++) {
            StreamConnection<C> connection = open.get(i);
            if (connection.isIn()
                    && to.test(connection.client())
                    && connection.write(tick, frame)) {
                taken++;
            }
        }
        return taken;
    }

    @Override
    public Iterator<C> iterator() {
        return new Members<>(open);
    }

    ConnectionSettings settings() {
        return settings;
    }

    /** Throws unless the calling thread may change clients now. */
    void checkAccess() {
        if (own != null) {
            boolean unused = own.isOpen();
        }
    }

    /** Notes one that is to leave, and whether the end of its stream has to be queued still. */
    void leaves(StreamConnection<C> connection, boolean isClosed) {
        leaving.add(connection);
        if (!isClosed) {
            unclosed.add(connection);
        }
    }

    /** A large frame is stored once for all. */
    private int share(TickContext tick, ByteBuf frame, Predicate<? super C> to) {
        List<IoStream> streams = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            StreamConnection<C> connection = open.get(i);
            if (connection.isIn() && !connection.hasMissed(tick) && to.test(connection.client())) {
                streams.add(connection.output(tick).stream());
            }
        }
        ByteBuf whole =
                PooledByteBufAllocator.DEFAULT.directBuffer(settings.format.wholeBytes(frame));
        try {
            settings.format.accept(frame, whole);
            return tick.broadcast(whole, streams, stream -> of(stream).missed(tick));
        } finally {
            whole.release();
        }
    }

    private void accept(TickContext tick) {
        for (int i = 0; i < acceptors.size(); i++) {
            acceptors.get(i).goOn(tick);
        }
    }

    private void accepted(IoCompletion accept, TickContext tick) {
        acceptors.get((int) accept.userData()).accepted(accept, tick.timeNanos());
        if (accept.isOk()) {
            welcome(accept.stream(), tick);
        } else if (accept.status() == IoStatus.EDQUOT) {
            counts.notLetIn(Reason.FULL);
        }
    }

    private void welcome(IoStream stream, TickContext tick) {
        if (tick.isStopping()) {
            refuse(stream, tick, Reason.ENDING);
            return;
        }
        if (open.size() >= settings.total) {
            refuse(stream, tick, Reason.FULL);
            return;
        }
        StreamConnection<C> connection =
                new StreamConnection<>(
                        this, stream, ++ids, settings.loginNanos == 0, tick.timeNanos());
        connection.place = open.size();
        open.add(connection);
        counts.came();
        try {
            connection.joined(handler.joined(connection, tick));
            counts.hasJoined();
        } catch (RuntimeException e) {
            failed(connection, e, tick);
        }
        receive(connection, tick);
    }

    private void refuse(IoStream stream, TickContext tick, Reason reason) {
        counts.notLetIn(reason);
        StreamConnection<C> refused =
                new StreamConnection<>(this, stream, 0, false, tick.timeNanos());
        if (!refused.refuse(tick, reason)) {
            unclosed.add(refused);
        }
        releaseOrDrain(refused, tick);
    }

    private void releaseOrDrain(StreamConnection<C> gone, TickContext tick) {
        if (gone.isDraining()) {
            draining.add(gone);
            receive(gone, tick);
        } else {
            gone.release();
        }
    }

    private void receive(StreamConnection<C> connection, TickContext tick) {
        if (!connection.receive(tick)) {
            unreceived.add(connection);
        }
    }

    private void received(IoCompletion receive, TickContext tick) {
        StreamConnection<C> connection = find(receive.stream());
        if (connection == null) {
            return; // it is gone already
        }
        connection.hasReceived();
        if (connection.isDraining()) {
            drained(connection, receive.result(), tick);
        } else if (!connection.isOpen()) {
            return; // it is to leave already
        } else if (receive.result() > 0) {
            feed.take(connection, receive.buffer(), tick);
            receive(connection, tick);
        } else if (receive.result() == 0) {
            connection.leave(tick, Reason.HUNG_UP, "", false);
        } else {
            connection.leave(tick, Reason.RESET, receive.status().description(), true);
        }
    }

    /** Drops what one still sends that was told the end, until it ends its side. */
    private void drained(StreamConnection<C> connection, int result, TickContext tick) {
        if (result > 0) {
            receive(connection, tick);
        } else {
            endDrain(connection, tick, result < 0);
        }
    }

    private void endDrain(StreamConnection<C> connection, TickContext tick, boolean isAbort) {
        if (!connection.endDrain(tick, isAbort)) {
            unclosed.add(connection);
        }
    }

    /** Ends those that have had their time, in the order in which they left. */
    private void sweepDraining(TickContext tick) {
        while (!draining.isEmpty() && draining.getFirst().isDrainOver(tick.timeNanos())) {
            StreamConnection<C> over = draining.removeFirst();
            if (over.isDraining()) {
                endDrain(over, tick, true);
            }
        }
    }

    /** Holds every client to the limits. */
    private void sweep(TickContext tick) {
        for (int i = 0; i < open.size(); i++) {
            StreamConnection<C> connection = open.get(i);
            if (connection.isOpen()) {
                check(connection, tick);
            }
        }
    }

    private void check(StreamConnection<C> connection, TickContext tick) {
        long now = tick.timeNanos();
        if (connection.isOverflowing()) {
            drop(connection, tick, "no room for a frame");
        } else if (connection.isSlow(now)) {
            drop(connection, tick, connection.pendingBytes() + " bytes pending");
        } else if (!connection.isAdmitted()
                && now - connection.joinedNanos >= settings.loginNanos) {
            connection.leave(tick, Reason.NO_LOGIN, "", false);
        } else if (settings.idleNanos > 0 && now - connection.frameNanos >= settings.idleNanos) {
            connection.leave(tick, Reason.IDLE, "", false);
        }
    }

    private void drop(StreamConnection<C> connection, TickContext tick, String detail) {
        connection.leave(tick, Reason.SLOW, detail, !settings.isSlowClosed);
    }

    /** Tells the handler of those that are to leave; it may make others leave meanwhile. */
    private void tellLeaves(TickContext tick) {
        for (StreamConnection<C> gone = leaving.poll(); gone != null; gone = leaving.poll()) {
            StreamConnection<C> last = open.remove(open.size() - 1);
            if (last != gone) {
                last.place = gone.place;
                open.set(gone.place, last);
            }
            counts.gone(gone.departure().reason());
            releaseOrDrain(gone, tick);
            if (gone.hasJoined()) {
                tellLeave(gone, tick);
            }
        }
    }

    private void tellLeave(StreamConnection<C> gone, TickContext tick) {
        try {
            handler.left(gone.client(), gone.departure(), tick);
        } catch (RuntimeException e) {
            log(gone, e, tick);
        }
    }

    /** Drops a client on whose account the handler threw. */
    void failed(StreamConnection<C> connection, RuntimeException e, TickContext tick) {
        log(connection, e, tick);
        connection.leave(tick, Reason.FAILED, e.toString(), true);
    }

    /** A client that provokes failures does not fill the log. */
    private void log(StreamConnection<C> connection, RuntimeException e, TickContext tick) {
        if (tick.timeNanos() - loggedNanos >= LOG_NANOS) {
            loggedNanos = tick.timeNanos();
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the handler failed on account of client " + connection.id(),
                    e);
        }
    }

    /** Tries what could not be queued, until there is no room again. */
    private void retry(TickContext tick) {
        while (!unclosed.isEmpty() && unclosed.getFirst().close(tick)) {
            unclosed.removeFirst();
        }
        accept(tick); // before others fill the lane again
        while (!unreceived.isEmpty() && unreceived.getFirst().receive(tick)) {
            unreceived.removeFirst();
        }
    }

    private void warnOfSmallLane(int capacity) {
        if (capacity / 2 < settings.total) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "a laneCapacity of {0} is below two for each of up to {1} clients: who finds"
                            + " it full misses a frame, and is dropped as slow",
                    capacity,
                    settings.total);
        }
    }

    private StreamConnection<C> of(IoStream stream) {
        return Objects.requireNonNull(find(stream));
    }

    /** The client of a stream; null if it is gone. */
    @SuppressWarnings("unchecked") // whoever attaches one has made it
    private @Nullable StreamConnection<C> find(IoResource stream) {
        return (StreamConnection<C>) stream.attachment();
    }
}
