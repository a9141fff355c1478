package io.tickwire;

import io.tickwire.spi.TransportHandle;
import org.jspecify.annotations.Nullable;

/**
 * Something open: a file, a listener, a stream or a datagram socket. Belongs to one loop; used on
 * the loop's thread.
 *
 * <p>What a program can see of a resource changes only when a phase's intents are sealed and where
 * completions are delivered. An intent on a closed resource completes with {@link IoStatus#EBADF};
 * a resource of another loop is refused when the intent is queued. The loop closes what is still
 * open when it is closed itself.
 */
public abstract sealed class IoResource permits IoFile, IoListener, IoStream, IoDatagram {
    /** The life of a resource; it moves forward, unless a chain that breaks takes a CLOSE back. */
    enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    final LoopHome loop;
    final TransportHandle handle;

    /** The engine's own record, a {@code ResourceWork}. */
    final Object work;

    private long id = -1;
    private State state = State.OPEN;
    private @Nullable Object attachment;

    IoResource(LoopHome loop, TransportHandle handle, Object work) {
        this.loop = loop;
        this.handle = handle;
        this.work = work;
    }

    /**
     * The resource's name within its loop. Ids are given in delivery order, so a replayed run has
     * the same ones; the id of a closed resource is not given again before 2<sup>31</sup> others
     * have had its place.
     *
     * @return a number that is never negative
     */
    public long id() {
        return id;
    }

    /**
     * Whether intents can be queued for it.
     *
     * @return false once a CLOSE is sealed
     */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /**
     * What the program attached.
     *
     * @return the object, or null
     */
    public @Nullable Object attachment() {
        return attachment;
    }

    /**
     * Attaches the program's own object, for instance the player behind a stream.
     *
     * @param object any object, or null for none
     */
    public void attach(@Nullable Object object) {
        attachment = object;
    }

    void identify(long newId) {
        if (id != -1) {
            throw new IllegalStateException("resource has an id already: " + id);
        }
        id = newId;
    }

    /** Whether it has sends that a CLOSE lets go out first. */
    boolean hasSends() {
        return this instanceof IoStream || this instanceof IoDatagram;
    }

    /** Sends that count against a bound. */
    int pendingCount() {
        if (this instanceof IoStream stream) {
            return stream.pending.sends();
        }
        return this instanceof IoDatagram datagram ? datagram.pending.sends() : 0;
    }

    State state() {
        return state;
    }

    /** Takes a CLOSE back that its chain cancelled. */
    void reopen() {
        state = State.OPEN;
    }

    void advance(State next) {
        if (next.compareTo(state) <= 0) {
            throw new IllegalStateException(this + " cannot go from " + state + " to " + next);
        }
        state = next;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[id=" + id + ", " + state + "]";
    }
}
