package io.tickwire;

import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connected TCP or Unix stream. Sends take effect in sequence order, one at a time with the
 * kernel and later ones gathered behind it; receives likewise, one outstanding.
 */
public final class IoStream extends IoResource {
    final PendingBound pending = new PendingBound();

    /** The listener whose limits it counts against, and as what it counts for its address. */
    @Nullable IoListener acceptedBy;

    int limitedAs = AcceptLimits.UNCOUNTED;

    /** By lane: its {@code IoOutput} to the stream, once it was asked for. */
    private final @Nullable Object[] outputs;

    IoStream(LoopHome loop, TransportHandle handle, Object work, int lanes) {
        super(loop, handle, work);
        outputs = new @Nullable Object[lanes];
    }

    /**
     * Bytes of sends that were sealed and whose completions are not delivered yet.
     *
     * @return bytes, 0 or more
     */
    public int pendingBytes() {
        return pending.bytes();
    }

    /**
     * Sends that were sealed and whose completions are not delivered yet.
     *
     * @return a count, 0 or more
     */
    public int pendingSends() {
        return pending.sends();
    }

    /** A lane's output, if it has asked for it. */
    @Nullable Object output(int lane) {
        return outputs[lane];
    }

    void output(int lane, Object output) {
        outputs[lane] = output;
    }

    /**
     * The peer's address, even when the peer has gone.
     *
     * @return an {@code InetSocketAddress} or {@code UnixDomainSocketAddress}; empty if the stream
     *     is closed, or if the system does not tell
     */
    public Optional<SocketAddress> remoteAddress() {
        return state() == State.CLOSED ? Optional.empty() : loop.remoteAddress(handle);
    }
}
