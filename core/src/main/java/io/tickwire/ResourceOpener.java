package io.tickwire;

import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.Objects;

/** Opens what is open at once: listeners and datagram sockets. */
final class ResourceOpener {
    private final LoopHome loop;
    private final Transport transport;
    private final ResourceTable resources;

    ResourceOpener(LoopHome loop, Transport transport, ResourceTable resources) {
        this.loop = loop;
        this.transport = transport;
        this.resources = resources;
    }

    IoListener listen(SocketAddress address, SocketOptions options) {
        check(address, options);
        try {
            TransportHandle handle = transport.listen(address, options);
            IoListener listener =
                    new IoListener(
                            loop, handle, new ResourceWork(), transport.localAddress(handle));
            resources.add(listener);
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    IoDatagram bind(SocketAddress address, SocketOptions options) {
        check(address, options);
        try {
            TransportHandle handle = transport.bind(address, options);
            IoDatagram socket =
                    new IoDatagram(
                            loop, handle, new ResourceWork(), transport.localAddress(handle));
            resources.add(socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void check(SocketAddress address, SocketOptions options) {
        Objects.requireNonNull(options, "options");
        RequestRules.checkAddress(address);
        if (resources.isFull()) {
            throw new IllegalStateException("all " + resources.size() + " resources are open");
        }
    }
}
