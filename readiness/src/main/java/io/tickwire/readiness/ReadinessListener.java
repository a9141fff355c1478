package io.tickwire.readiness;

import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.readiness.files.ResultException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A listening socket under the engine; see {@link ReadinessSocket}. */
public abstract class ReadinessListener extends ReadinessSocket {
    /** The slots that wait for a connection. */
    final SlotList accepting = new SlotList();

    /** Connections taken in {@link #acceptsHarvest}, for the bound of one harvest. */
    int accepts;

    long acceptsHarvest = -1;

    /** For backends. */
    protected ReadinessListener() {
        super(0);
    }

    /**
     * Takes a connection, see accept(2).
     *
     * @return the new stream with its options set, or null if none is waiting
     * @throws IOException the reason, as {@link ExceptionStatus} or {@link ResultException} tell it
     */
    protected abstract @Nullable ReadinessStream accept() throws IOException;

    @Override
    final Kind kind() {
        return Kind.LISTENER;
    }

    @Override
    final int waiting() {
        return accepting.isEmpty() ? 0 : Readiness.READABLE;
    }

    @Override
    public final Optional<SocketAddress> remoteAddress() {
        return Optional.empty();
    }
}
