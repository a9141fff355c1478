package io.tickwire;

import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;

/**
 * A listening TCP or Unix socket, made by {@link SystemSetup#listen} or {@link TickLoop#listen}.
 */
public final class IoListener extends IoResource {
    private final SocketAddress address;

    IoListener(TickLoop loop, TransportHandle handle, SocketAddress address) {
        super(loop, handle);
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

    @Override
    public String toString() {
        return super.toString() + "@" + address;
    }
}
