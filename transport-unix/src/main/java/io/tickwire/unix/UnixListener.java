package io.tickwire.unix;

import io.netty.channel.unix.NativeInetAddress;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.ReadinessListener;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.readiness.files.ResultException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
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

    private UnixListener(UnixBackend backend, UnixSocket socket, SocketOptions options) {
        this.backend = backend;
        this.socket = socket;
        this.options = options;
        watch = backend.watch(socket, this::becameReady);
    }

    static UnixListener open(UnixBackend backend, SocketAddress address, SocketOptions options)
            throws IOException {
        UnixSocket socket = backend.sockets().listen(address, options);
        return new UnixListener(backend, socket, options);
    }

    @Override
    protected @Nullable ReadinessStream accept() throws IOException {
        int fd = takeDescriptor();
        if (fd < 0) {
            return null;
        }
        try {
            UnixSocket stream = UnixSocket.of(fd, socket.isUnix());
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
    }

    @Override
    public SocketAddress localAddress() {
        SocketAddress address = socket.isOpen() ? socket.local() : null;
        if (address == null) {
            throw new UncheckedIOException(
                    "a closed listener has no address", new ClosedChannelException());
        }
        return address;
    }

    @Override
    public String toString() {
        return "UnixListener[" + socket + "]";
    }
}
