package io.tickwire.readiness;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;
import java.util.Optional;

/** A datagram socket under the engine; see {@link ReadinessSocket}. */
public abstract class ReadinessDatagram extends ReadinessSocket {
    /** The slots that wait for a datagram, and those that wait for room. */
    final SlotList receives = new SlotList();

    final SlotList sends = new SlotList();

    /** For backends. A new socket counts as writable. */
    protected ReadinessDatagram() {
        super(Readiness.WRITABLE);
    }

    @Override
    final Kind kind() {
        return Kind.DATAGRAM;
    }

    @Override
    final int waiting() {
        int bits = receives.isEmpty() ? 0 : Readiness.READABLE;
        return sends.isEmpty() ? bits : bits | Readiness.WRITABLE;
    }

    /**
     * Sends all segments of a SENDMSG as one datagram to its address, see sendmsg(2).
     *
     * @param operation the operation
     * @return bytes sent, {@link Readiness#WOULD_BLOCK}, or a negative canonical errno
     */
    protected abstract int send(TransportOperation operation);

    /**
     * Receives one datagram into the segments of a RECVMSG, see recvmsg(2). One that is longer than
     * they are is lost.
     *
     * @param operation the operation
     * @return bytes received, 0 or more; {@link Readiness#WOULD_BLOCK}; EMSGSIZE for a datagram
     *     that was too long; or another negative canonical errno
     */
    protected abstract int receive(TransportOperation operation);

    /**
     * Receives one datagram into one region, as {@link #receive(TransportOperation)} does.
     *
     * @param buffer where the bytes go
     * @param index where the region starts in the buffer
     * @param length how long it is, at least 1 byte
     * @return as for the other
     */
    protected abstract int receive(ByteBuf buffer, int index, int length);

    /**
     * Who sent the datagram that was received last; the same object for the same sender.
     *
     * @return an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     */
    protected abstract SocketAddress lastPeer();

    @Override
    public final Optional<SocketAddress> remoteAddress() {
        return Optional.empty();
    }
}
