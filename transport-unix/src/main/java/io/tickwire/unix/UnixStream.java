package io.tickwire.unix;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.DomainSocketAddress;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.Readiness;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.spi.SocketPaths;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stream over TCP or a Unix domain socket. Belongs to the loop's thread. */
final class UnixStream extends ReadinessStream {
    private final UnixBackend backend;
    private final UnixSocket socket;
    private final SocketWatch watch;

    /** Whether the poller has reported the connection's end. */
    private boolean hasEnded;

    /** Kept, since the system forgets it with a TCP connection; null for a Unix socket's client. */
    private @Nullable SocketAddress peer;

    private UnixStream(UnixBackend backend, UnixSocket socket, @Nullable SocketAddress peer) {
        this.backend = backend;
        this.socket = socket;
        this.peer = peer;
        watch = backend.watch(socket, this::report);
    }

    private void report(int bits) {
        hasEnded |= (bits & Readiness.ENDED) != 0;
        becameReady(bits);
    }

    /** A stream to be connected. */
    static UnixStream open(UnixBackend backend, SocketAddress address, SocketOptions options)
            throws IOException {
        return new UnixStream(backend, backend.sockets().openStream(address, options), null);
    }

    /** Takes over a socket that was accepted; it is closed if that fails. */
    static UnixStream adopt(
            UnixBackend backend,
            UnixSocket socket,
            SocketOptions options,
            @Nullable SocketAddress peer)
            throws IOException {
        try {
            backend.sockets().setUpAccepted(socket, options);
        } catch (IOException gone) {
            socket.release();
            throw gone;
        }
        return new UnixStream(backend, socket, peer);
    }

    @Override
    protected int connect(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            int refusal = backend.refusal(unix);
            if (refusal < 0) {
                return refusal;
            }
        }
        if (!socket.isUnix() && UnixSocket.host(address) == null) {
            return IoStatus.EADDRNOTAVAIL.result();
        }
        try {
            peer = address;
            return connectTo(address) ? 0 : WOULD_BLOCK;
        } catch (NoRouteToHostException unreachable) {
            return NativeFailures.noRoute(address);
        } catch (IOException | IllegalStateException failure) {
            return backend.failures().result(failure);
        }
    }

    private boolean connectTo(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress unix) {
            return SocketPaths.connect(
                    unix.getPath(), path -> socket.connect(new DomainSocketAddress(path)));
        }
        return socket.connect(address);
    }

    @Override
    protected int finishConnect() {
        try {
            int errno = socket.getSoError();
            if (errno != 0) {
                return backend.failures().ofErrno(errno);
            }
            SocketAddress connected = socket.remote();
            if (connected != null) {
                peer = connected;
                return 0;
            }
            // The system tells an error once, and may have told it before: nothing else will come.
            return hasEnded ? IoStatus.ECONNREFUSED.result() : WOULD_BLOCK;
        } catch (IOException failure) {
            return backend.failures().result(failure);
        }
    }

    @Override
    protected int receive(ByteBuf buffer, int index, int length) {
        try {
            int bytes = socket.recvAddress(buffer.memoryAddress(), index, index + length);
            return bytes > 0 ? bytes : bytes == 0 ? WOULD_BLOCK : 0;
        } catch (IOException | IllegalStateException failure) {
            return backend.failures().result(failure);
        }
    }

    @Override
    protected int send(TransportOperation operation, int skippedBytes) {
        try {
            int bytes = backend.regions().send(socket, operation, skippedBytes);
            return bytes > 0 ? bytes : WOULD_BLOCK;
        } catch (IOException failure) {
            return backend.failures().result(failure);
        }
    }

    @Override
    protected int shutdown(int how) {
        return backend.sockets().shutdown(socket, how);
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
        if (isAbort) {
            socket.resetOnClose();
        }
        watch.end();
        socket.release();
    }

    @Override
    public SocketAddress localAddress() {
        SocketAddress address = socket.isOpen() ? socket.local() : null;
        if (address == null) {
            throw new UncheckedIOException(
                    "a closed stream has no address", new ClosedChannelException());
        }
        return address;
    }

    @Override
    public Optional<SocketAddress> remoteAddress() {
        if (!socket.isOpen()) {
            return Optional.empty();
        }
        return Optional.ofNullable(peer == null ? socket.remote() : peer);
    }

    @Override
    public String toString() {
        return "UnixStream[" + socket + "]";
    }
}
