package io.tickwire.readiness;

import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open socket under the engine: a {@link ReadinessListener}, a {@link ReadinessStream} or a
 * {@link ReadinessDatagram}. A backend extends those and does the calls, none of which may block or
 * throw for an operating error; the engine keeps its own state here. Belongs to the loop's thread;
 * the engine closes it.
 */
public abstract class ReadinessSocket extends OpenHandle {
    /** The engine's list of ready sockets; set when the engine takes the socket over. */
    private @Nullable ReadyQueue readyQueue;

    /** The list that this socket is in, and the socket behind it there. */
    @Nullable ReadyQueue queuedIn;

    @Nullable ReadinessSocket nextQueued;

    /** Bits of {@link Readiness} reported since the engine last looked. */
    private int reported;

    /** Bits of {@link Readiness} that the backend watches. */
    private int interest;

    /** The slots that wait for readiness itself, and the bits that they still have to tell. */
    final SlotList polls = new SlotList();

    int pollInterest;

    /** Polls that have something to tell of receiving, and of sending. */
    int readablePolls;

    int writablePolls;

    /** Bits of {@link Readiness} that are known to hold. */
    private int known;

    private boolean isOpen = true;

    /** For the three kinds of sockets. */
    ReadinessSocket(int known) {
        this.known = known;
    }

    /**
     * The address the socket is bound to.
     *
     * @return an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     */
    public abstract SocketAddress localAddress();

    /**
     * The peer's address, also when the peer has gone.
     *
     * @return the address, or empty for what is no stream, or if the system does not tell
     */
    public abstract Optional<SocketAddress> remoteAddress();

    /**
     * Changes what the backend watches. A level-triggered backend reports a watched bit at every
     * poll at which it holds; an edge-triggered one may ignore the call and report each edge.
     *
     * @param bits a union of {@link Readiness#READABLE} and {@link Readiness#WRITABLE}, or 0
     * @return 0 or a negative canonical errno, after which nothing is watched
     */
    protected abstract int watch(int bits);

    /**
     * Sets what is watched as {@link #watch} does, and has what holds already reported at the next
     * poll. A level-triggered backend reports that by itself.
     *
     * @param bits as for {@link #watch}
     * @return 0 or a negative canonical errno, after which nothing is watched
     */
    protected int watchAgain(int bits) {
        return watch(bits);
    }

    /**
     * Closes the socket and all that belongs to it. Called once.
     *
     * @param isAbort whether the connection is reset (SO_LINGER of 0) instead of ended in order
     */
    protected abstract void release(boolean isAbort);

    /**
     * Reports to the engine that the socket is ready. Called by the backend from within {@link
     * ReadinessBackend#poll} only; only takes a note.
     *
     * @param bits a union of {@link Readiness}
     */
    protected final void becameReady(int bits) {
        ReadyQueue queue = readyQueue;
        if (!isOpen || queue == null) {
            return;
        }
        reported |= bits;
        known |= bits;
        if (queuedIn == null) {
            queue.add(this);
        }
    }

    /**
     * Whether the engine has not closed the socket.
     *
     * @return true until {@link #release}
     */
    public final boolean isOpen() {
        return isOpen;
    }

    /** Which operations there are on a socket. */
    enum Kind {
        LISTENER,
        STREAM,
        DATAGRAM
    }

    abstract Kind kind();

    /** What operations wait for here, other than polls: bits of {@link Readiness}. */
    abstract int waiting();

    void adoptedBy(ReadyQueue queue) {
        readyQueue = queue;
    }

    void markClosed() {
        isOpen = false;
        interest = 0;
    }

    int takeReported() {
        int bits = reported;
        reported = 0;
        return bits;
    }

    /** Leaves bits for the next look of the engine. */
    void reportAgain(int bits) {
        reported |= bits;
    }

    /** Whether a call is worth trying now. */
    boolean isKnown(int bit) {
        return (known & (bit | Readiness.ENDED)) != 0;
    }

    void know(int bit, boolean holds) {
        known = holds ? known | bit : known & ~bit;
    }

    /** Has the backend watch a bit as well. Answers 0 or a negative canonical errno. */
    int want(int bit) {
        return (bit & ~interest) == 0 ? 0 : changeInterest(interest | bit);
    }

    /** Ends the watch for a bit that nobody waits for; the next {@link #want} reports a failure. */
    void unwant(int bit) {
        if ((interest & bit & ~pollInterest) != 0) {
            int unused = changeInterest(interest & ~bit);
        }
    }

    /**
     * Has the backend watch what the polls wait for as well; what holds already is reported to
     * those that have just begun. Answers 0 or a negative canonical errno.
     */
    int wantForPolls(boolean isFirst) {
        int bits = interest | pollInterest;
        return isFirst ? noteInterest(watchAgain(bits), bits) : want(pollInterest);
    }

    private int changeInterest(int bits) {
        return noteInterest(watch(bits), bits);
    }

    private int noteInterest(int result, int bits) {
        interest = result < 0 ? 0 : bits;
        return result;
    }
}
