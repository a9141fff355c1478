package io.tickwire.readiness;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;

/** A stream under the engine, connected or connecting; see {@link ReadinessSocket}. */
public abstract class ReadinessStream extends ReadinessSocket {
    /** The slots that wait for bytes, for room, or for the connection; -1 for none. */
    int receiveSlot = -1;

    int sendSlot = -1;
    int connectSlot = -1;

    /** For backends. A new stream counts as writable. */
    protected ReadinessStream() {
        super(Readiness.WRITABLE);
    }

    @Override
    final Kind kind() {
        return Kind.STREAM;
    }

    @Override
    final int waiting() {
        int bits = receiveSlot < 0 ? 0 : Readiness.READABLE;
        return sendSlot < 0 && connectSlot < 0 ? bits : bits | Readiness.WRITABLE;
    }

    /**
     * Starts to connect, see connect(2).
     *
     * @param address the peer
     * @return 0 if connected, {@link Readiness#WOULD_BLOCK} if under way, or a negative canonical
     *     errno
     */
    protected abstract int connect(SocketAddress address);

    /**
     * Looks how a connect under way went, once the socket is writable.
     *
     * @return 0 if connected, {@link Readiness#WOULD_BLOCK} if still under way, or a negative
     *     canonical errno
     */
    protected abstract int finishConnect();

    /**
     * Receives what is there, see recv(2).
     *
     * @param buffer where the bytes go
     * @param index where the region starts in the buffer
     * @param length how long it is, at least 1 byte
     * @return bytes, 0 at the end of the stream, {@link Readiness#WOULD_BLOCK}, or a negative
     *     canonical errno
     */
    protected abstract int receive(ByteBuf buffer, int index, int length);

    /**
     * Sends what the system takes of an operation's regions, see sendmsg(2).
     *
     * @param operation a SEND
     * @param skippedBytes bytes of its regions that are sent already, fewer than they hold
     * @return bytes, at least 1, {@link Readiness#WOULD_BLOCK}, or a negative canonical errno
     */
    protected abstract int send(TransportOperation operation, int skippedBytes);

    /**
     * Ends one or both directions, see shutdown(2).
     *
     * @param how 0 for reading, 1 for writing, 2 for both
     * @return 0 or a negative canonical errno
     */
    protected abstract int shutdown(int how);
}
