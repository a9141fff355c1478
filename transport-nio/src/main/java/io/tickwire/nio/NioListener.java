package io.tickwire.nio;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.Readiness;
import io.tickwire.readiness.ReadinessListener;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.readiness.files.ResultException;
import io.tickwire.spi.BindFailures;
import io.tickwire.spi.SocketFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A listener over TCP or a Unix domain socket, whose file goes with it. Belongs to the loop's
 * thread.
 */
final class NioListener extends ReadinessListener implements NioIoHandle {
    private final NioBackend backend;
    private final ServerSocketChannel channel;
    private final SocketOptions options;

    /** Where a Unix socket is: what the system tells of it is text, which not every path is. */
    private final @Nullable UnixDomainSocketAddress path;

    private final @Nullable SocketFile file;
    private final SelectorWatch watch;

    private NioListener(
            NioBackend backend,
            ServerSocketChannel channel,
            SocketOptions options,
            @Nullable UnixDomainSocketAddress path) {
        this.backend = backend;
        this.channel = channel;
        this.options = options;
        this.path = path;
        file = path == null ? null : new SocketFile(path.getPath().toAbsolutePath());
        watch = new SelectorWatch(backend.loop(), this);
    }

    static NioListener open(NioBackend backend, SocketAddress address, SocketOptions options)
            throws IOException {
        BindFailures.requireUsable(address);
        boolean isUnix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel channel = openChannel(address);
        try {
            channel.configureBlocking(false);
            NioOptions.setUp(channel, address, options, backend.wishes());
            channel.bind(address, options.backlog());
            UnixDomainSocketAddress unix = isUnix ? (UnixDomainSocketAddress) address : null;
            return new NioListener(backend, channel, options, unix);
        } catch (IOException | RuntimeException failure) {
            Channels.close(channel);
            throw failed(address, failure);
        }
    }

    private static ServerSocketChannel openChannel(SocketAddress address) throws IOException {
        try {
            return ServerSocketChannel.open(Channels.family(address));
        } catch (IOException | UnsupportedOperationException failure) {
            throw failed(address, failure);
        }
    }

    static IOException failed(SocketAddress address, Exception failure) {
        boolean isFamilyLacking = failure instanceof UnsupportedOperationException;
        int result =
                isFamilyLacking ? IoStatus.EAFNOSUPPORT.result() : ExceptionStatus.result(failure);
        return BindFailures.of(address, result, failure);
    }

    @Override
    protected @Nullable ReadinessStream accept() throws IOException {
        SocketChannel stream = channel.accept();
        if (stream == null) {
            return null;
        }
        try {
            return NioStream.adopt(backend, stream, options, file != null);
        } catch (IOException gone) {
            // The descriptor is fine, so the connection is not.
            throw new ResultException(IoStatus.ECONNABORTED.result());
        }
    }

    @Override
    protected int watch(int bits) {
        return watch.set((bits & Readiness.READABLE) == 0 ? 0 : SelectionKey.OP_ACCEPT);
    }

    @Override
    protected void release(boolean isAbort) {
        watch.end();
        Channels.close(channel);
        if (file != null) {
            file.delete();
        }
    }

    @Override
    public SocketAddress localAddress() {
        try {
            SocketAddress told = channel.getLocalAddress();
            return path == null ? told : path;
        } catch (IOException failure) {
            throw new UncheckedIOException("a closed listener has no address", failure);
        }
    }

    @Override
    public SelectableChannel selectableChannel() {
        return channel;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        becameReady(Readiness.READABLE);
    }

    /** For Netty, which closes what is registered when the loop ends. */
    @Override
    public void close() {
        Channels.close(channel);
    }

    @Override
    public String toString() {
        return "NioListener[" + channel + "]";
    }
}
