package io.tickwire.connections;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickwire.CompletionCallback;
import io.tickwire.IoOutput;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.TickContext;
import io.tickwire.recipes.Framing;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client on a stream. */
final class StreamConnection<C> implements Connection {
    /** How long one that was told the end may take to end its side. */
    private static final long DRAIN_NANOS = 2_000_000_000;

    /** What a stream's end brings is seen by its receive. */
    private static final CompletionCallback UNSEEN = (completion, tick) -> {};

    private final Connections<C> owner;
    private final IoStream stream;
    private final long id;
    private final Framing framing;

    /** A gap in what was written: nothing later can reach the client. */
    private final CompletionCallback sendFailed =
            (send, tick) -> leave(tick, Leave.Reason.RESET, send.status().description(), true);

    /** What receives fill; null once it was given back. */
    private @Nullable ByteBuf received;

    private @Nullable C client;
    private boolean isAdmitted;
    private @Nullable Leave leave;

    /**
     * What it has missed of; null while there is nothing. Set once, by any thread of a parallel
     * phase; whoever has missed nothing itself acts on it in a later tick only, so it does not
     * matter which thread was first.
     */
    private volatile @Nullable Missed missed;

    /** Whether its stream is closed without what was written before. */
    private boolean isAborted;

    /**
     * Whether it was told the end and has not ended its side yet. What it sends meanwhile is taken
     * and dropped: a socket that is closed with unread bytes is reset, and a reset overtakes what
     * was written last (RFC 1122, 4.2.2.13).
     */
    private boolean isDraining;

    private boolean isReceiving;
    private long leaveNanos;

    final long joinedNanos;
    long frameNanos;

    /** Since when it has been slow; negative if it is not. */
    private long slowNanos = -1;

    /** Where the owner has it. */
    int place;

    StreamConnection(Connections<C> owner, IoStream stream, long id, boolean isIn, long nanos) {
        this.owner = owner;
        this.stream = stream;
        this.id = id;
        isAdmitted = isIn;
        joinedNanos = nanos;
        frameNanos = nanos;
        framing = owner.settings().format.newFraming();
        received = PooledByteBufAllocator.DEFAULT.directBuffer(owner.settings().receiveBytes);
        stream.attach(this);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Optional<SocketAddress> remoteAddress() {
        return stream.remoteAddress();
    }

    @Override
    public boolean isOpen() {
        return leave == null && stream.isOpen();
    }

    @Override
    public int pendingBytes() {
        return stream.pendingBytes();
    }

    @Override
    public void admit() {
        owner.checkAccess();
        isAdmitted = true;
    }

    @Override
    public boolean write(TickContext tick, ByteBuf frame) {
        boolean isWritten = offer(tick, frame);
        if (!isWritten && isOpen()) {
            missed(tick);
        }
        return isWritten;
    }

    @Override
    public boolean offer(TickContext tick, ByteBuf frame) {
        return !hasMissed(tick) && put(tick, frame);
    }

    private boolean put(TickContext tick, ByteBuf frame) {
        FrameFormat format = owner.settings().format;
        int bytes = format.wholeBytes(frame);
        return isOpen() && output(tick).write(bytes, frame, format);
    }

    @Override
    public void kick(TickContext tick, String reason) {
        if (isOpen()) {
            leave(tick, Leave.Reason.KICKED, reason, false);
        }
    }

    @Override
    public void kick(TickContext tick, ByteBuf lastFrame, String reason) {
        owner.checkAccess();
        boolean unused = write(tick, lastFrame);
        kick(tick, reason);
    }

    /** Has the client leave, and closes its stream behind what was written. */
    void leave(TickContext tick, Leave.Reason reason, String detail, boolean isAbort) {
        owner.checkAccess();
        if (leave != null) {
            return;
        }
        boolean isTold = isFarewellWritten(tick, reason);
        isAborted = isAbort && !isTold;
        leave = new Leave(reason, detail);
        leaveNanos = tick.timeNanos();
        // A loop that ends waits for no client; who has hung up sends nothing more.
        isDraining = !isAborted && reason != Leave.Reason.HUNG_UP && !tick.isStopping();
        owner.leaves(this, close(tick));
    }

    private boolean isFarewellWritten(TickContext tick, Leave.Reason reason) {
        ByteBuf farewell = owner.settings().farewell(reason);
        return farewell != null && put(tick, farewell);
    }

    /** Queues the end of its stream; answers whether that is settled. */
    boolean close(TickContext tick) {
        if (!stream.isOpen() || !tick.intents().isOpen()) {
            return true;
        }
        return tick.intents().queue(ending(tick.request()).errorsOnly().onComplete(UNSEEN));
    }

    private IoRequest ending(IoRequest request) {
        if (isDraining) {
            return request.shutdown(stream);
        }
        return isAborted ? request.abort(stream) : request.close(stream);
    }

    boolean isDraining() {
        return isDraining;
    }

    /** Whether it has had its time to end its side. */
    boolean isDrainOver(long nowNanos) {
        return !isDraining || nowNanos - leaveNanos >= DRAIN_NANOS;
    }

    /** Closes its stream now; answers whether that is settled. */
    boolean endDrain(TickContext tick, boolean isAbort) {
        isDraining = false;
        isAborted = isAbort;
        release();
        return close(tick);
    }

    /** The loop is gone, and the stream with it; answers whether it was there until now. */
    boolean end() {
        if (leave != null) {
            return false;
        }
        leave = new Leave(Leave.Reason.ENDING, "");
        return true;
    }

    /** Turns it away; answers whether that is settled. */
    boolean refuse(TickContext tick, Leave.Reason reason) {
        isDraining = isFarewellWritten(tick, reason) && !tick.isStopping();
        leave = new Leave(reason, "");
        leaveNanos = tick.timeNanos();
        return close(tick);
    }

    /** Lets go of what it has; the loop holds what a receive still fills. */
    void release() {
        ByteBuf buffer = received;
        if (buffer != null) {
            received = null;
            buffer.release();
        }
        framing.release();
        stream.attach(null);
    }

    /** Queues the next receive, if none is under way; answers false if there is no room. */
    boolean receive(TickContext tick) {
        ByteBuf buffer = received;
        if (isReceiving || buffer == null || !(isOpen() || isDraining)) {
            return true;
        }
        isReceiving =
                tick.intents()
                        .queue(tick.request().recv(stream, buffer.clear(), buffer.capacity()));
        return isReceiving;
    }

    /** The receive that was under way has ended. */
    void hasReceived() {
        isReceiving = false;
    }

    /** Whether it has had too much pending for too long. */
    boolean isSlow(long nowNanos) {
        if (stream.pendingBytes() < owner.settings().slowBytes) {
            slowNanos = -1;
            return false;
        }
        if (slowNanos < 0) {
            slowNanos = nowNanos;
        }
        return nowNanos - slowNanos >= owner.settings().slowNanos;
    }

    /** Whether it may be written to by a broadcast. */
    boolean isIn() {
        return isAdmitted && client != null && isOpen();
    }

    /** Whether a write has found no room. */
    boolean isOverflowing() {
        return missed != null;
    }

    /** Notes that a write of a tick's lane has found no room: nothing that is newer may follow. */
    synchronized void missed(TickContext tick) {
        if (!hasMissed(tick)) {
            Missed before = missed;
            missed = new Missed(tick.number(), output(tick), before);
        }
    }

    /** Whether the tick's lane would leave a gap by what it writes. */
    boolean hasMissed(TickContext tick) {
        Missed last = missed;
        if (last == null) {
            return false;
        }
        if (last.tick < tick.number()) {
            return true;
        }
        IoOutput mine = output(tick);
        while (last != null && last.output != mine) {
            last = last.before;
        }
        return last != null;
    }

    /** That a lane's write found no room, and those that did so before, one for each lane. */
    private record Missed(long tick, IoOutput output, @Nullable Missed before) {}

    boolean isAdmitted() {
        return isAdmitted;
    }

    boolean hasJoined() {
        return client != null;
    }

    C client() {
        return Objects.requireNonNull(client);
    }

    void joined(C newClient) {
        client = Objects.requireNonNull(newClient, "the handler answered null for a client");
    }

    Leave departure() {
        return Objects.requireNonNull(leave);
    }

    Framing framing() {
        return framing;
    }

    IoStream stream() {
        return stream;
    }

    /** The output of a tick's lane. */
    IoOutput output(TickContext tick) {
        return tick.output(stream).onComplete(sendFailed);
    }
}
