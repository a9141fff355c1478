package io.tickwire.unix;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.NativeInetAddress;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.ReadinessListener;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.readiness.ResultException;
import io.tickwire.spi.BindFailures;
import io.tickwire.spi.SocketFile;
import io.tickwire.spi.SocketPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A listener over TCP or a Unix domain socket, whose file goes with it. Belongs to the loop's
 * thread.
 */
final class UnixListener extends ReadinessListener {
    /** Netty writes the peer's address here: 16 bytes, a scope, a port and their length. */
    private static final int PEER_BYTES = 26;

    /** What the length is for an address, its scope if it is one of IPv6, and its port. */
    private static final int IPV4_BYTES = 8;

    private static final int IPV6_BYTES = 24;

    private final byte[] peer = new byte[PEER_BYTES];
    private final UnixBackend backend;
    private final UnixSocket socket;
    private final SocketOptions options;
    private final SocketWatch watch;
    private @Nullable SocketFile file;
    private @Nullable UnixDomainSocketAddress path;

    private UnixListener(UnixBackend backend, UnixSocket socket, SocketOptions options) {
        this.backend = backend;
        this.socket = socket;
        this.options = options;
        watch = backend.watch(socket, this::becameReady);
    }

    static UnixListener open(UnixBackend backend, SocketAddress address, SocketOptions options)
            throws IOException {
        requireUsable(backend, address);
        UnixListener listener = null;
        try {
            listener = new UnixListener(backend, UnixSocket.open(address), options);
            listener.bind(address);
            return listener;
        } catch (IOException failure) {
            if (listener != null) {
                listener.release(false);
            }
            throw failed(backend, address, failure);
        }
    }

    static void requireUsable(UnixBackend backend, SocketAddress address) throws IOException {
        BindFailures.requireUsable(address);
        if (address instanceof UnixDomainSocketAddress unix) {
            if (backend.isTooLong(unix)) {
                throw BindFailures.of(address, IoStatus.ENAMETOOLONG.result(), null);
            }
            // Netty's bind deletes what is there, where bind(2) fails.
            BindFailures.requireAbsent(unix);
        }
    }

    private void bind(SocketAddress address) throws IOException {
        backend.options().setUpListener(socket, options);
        if (address instanceof UnixDomainSocketAddress unix) {
            SocketPaths.bind(unix.getPath(), this::bindTo);
            file = new SocketFile(unix.getPath().toAbsolutePath());
            path = unix;
        } else {
            socket.bind(address);
        }
        socket.listen(options.backlog());
    }

    private boolean bindTo(String text) throws IOException {
        socket.bind(new DomainSocketAddress(text));
        return true;
    }

    static IOException failed(UnixBackend backend, SocketAddress address, IOException failure) {
        return BindFailures.of(address, backend.failures().result(failure), failure);
    }

    @Override
    protected @Nullable ReadinessStream accept() throws IOException {
        int fd = takeDescriptor();
        if (fd < 0) {
            return null;
        }
        try {
            UnixSocket stream = UnixSocket.accepted(fd, socket.isUnix());
            return UnixStream.adopt(backend, stream, options, peer());
        } catch (IOException gone) {
            // The descriptor is fine, so the connection is not.
            throw new ResultException(IoStatus.ECONNABORTED.result());
        }
    }

    /**
     * Who it was, as the call that took the connection has told; null over a Unix socket, of which
     * Netty tells an address of chance.
     */
    private @Nullable SocketAddress peer() {
        if (socket.isUnix()) {
            return null;
        }
        int length = peer[0];
        return length == IPV4_BYTES || length == IPV6_BYTES
                ? NativeInetAddress.address(peer, 1, length)
                : null;
    }

    private int takeDescriptor() throws IOException {
        peer[0] = 0;
        try {
            return socket.accept(peer);
        } catch (IOException failure) {
            throw new ResultException(backend.failures().result(failure));
        }
    }

    @Override
    protected int watch(int bits) {
        return watch.set(bits);
    }

    @Override
    protected int watchAgain(int bits) {
        return watch.renew(bits);
    }

    @Override
    protected void release(boolean isAbort) {
        watch.end();
        socket.release();
        if (file != null) {
            file.delete();
        }
    }

    @Override
    public SocketAddress localAddress() {
        SocketAddress address = socket.isOpen() ? local() : null;
        if (address == null) {
            throw new UncheckedIOException(
                    "a closed listener has no address", new ClosedChannelException());
        }
        return address;
    }

    /** A Unix socket was perhaps bound by another name, see {@link SocketPaths}. */
    private @Nullable SocketAddress local() {
        return path != null ? path : socket.local();
    }

    @Override
    public String toString() {
        return "UnixListener[" + socket + "]";
    }
}
