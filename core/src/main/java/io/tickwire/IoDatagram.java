package io.tickwire;

import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;

/**
 * A UDP or Unix datagram socket, made by {@link SystemSetup#bind} or {@link TickLoop#bind}.
 *
 * <p>Datagrams leave in sequence order as long as the system's send buffer has room. Receives may
 * be outstanding side by side; which of them gets which datagram is the system's choice.
 */
public final class IoDatagram extends IoResource {
    final PendingBound pending = new PendingBound();
    private final SocketAddress address;

    IoDatagram(LoopHome loop, TransportHandle handle, Object work, SocketAddress address) {
        super(loop, handle, work);
        this.address = address;
    }

    /**
     * The address it is bound to, with the port that the system chose if 0 was asked for.
     *
     * @return an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     */
    public SocketAddress localAddress() {
        return address;
    }

    /**
     * Bytes of datagrams that were sealed and whose completions are not delivered yet.
     *
     * @return bytes, 0 or more
     */
    public int pendingBytes() {
        return pending.bytes();
    }

    /**
     * Datagrams that were sealed and whose completions are not delivered yet.
     *
     * @return a count, 0 or more
     */
    public int pendingSends() {
        return pending.sends();
    }

    @Override
    public String toString() {
        return super.toString() + "@" + address;
    }
}
