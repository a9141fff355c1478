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

    IoStream(LoopHome loop, TransportHandle handle, Object work) {
        super(loop, handle, work);
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
