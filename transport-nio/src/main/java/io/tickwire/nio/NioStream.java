package io.tickwire.nio;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.Readiness;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.readiness.files.ResultException;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** A stream over TCP or a Unix domain socket. Belongs to the loop's thread. */
final class NioStream extends ReadinessStream implements NioIoHandle {
    private final SocketChannel channel;
    private final SendRegions regions;
    private final SelectorWatch watch;
    private final boolean isUnix;

    private NioStream(NioBackend backend, SocketChannel channel, boolean isUnix) {
        this.channel = channel;
        this.isUnix = isUnix;
        regions = backend.regions();
        watch = new SelectorWatch(backend.loop(), this);
    }

    /** A stream to be connected. */
    static NioStream open(NioBackend backend, SocketAddress address, SocketOptions options)
            throws IOException {
        boolean isUnix = address instanceof UnixDomainSocketAddress;
        try {
            SocketChannel channel =
                    isUnix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
            return adopt(backend, channel, options, isUnix);
        } catch (UnsupportedOperationException noUnixSockets) {
            throw new ResultException(IoStatus.EAFNOSUPPORT.result());
        }
    }

    /** Takes over a channel, which is closed if that fails. */
    static NioStream adopt(
            NioBackend backend, SocketChannel channel, SocketOptions options, boolean isUnix)
            throws IOException {
        try {
            channel.configureBlocking(false);
            NioOptions.setUp(channel, options, isUnix, backend.wishes());
        } catch (IOException | RuntimeException failure) {
            Channels.close(channel);
            throw failure;
        }
        return new NioStream(backend, channel, isUnix);
    }

    @Override
    protected int connect(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix
                && unix.getPath().toString().isEmpty()) {
            // The JDK would make an abstract name of it.
            return IoStatus.EINVAL.result();
        }
        try {
            if (channel.connect(address)) {
                return 0;
            }
            // Only a full backlog keeps a Unix socket from connecting at once: connect(2), EAGAIN.
            // The JDK
            // takes it for a connect under way, which it is not.
            return isUnix ? IoStatus.EAGAIN.result() : WOULD_BLOCK;
        } catch (IOException
                | IllegalArgumentException
                | IllegalStateException
                | SecurityException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    @Override
    protected int finishConnect() {
        try {
            return channel.finishConnect() ? 0 : WOULD_BLOCK;
        } catch (IOException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    @Override
    protected int receive(ByteBuf buffer, int index, int length) {
        try {
            int bytes = channel.read(buffer.internalNioBuffer(index, length));
            return bytes > 0 ? bytes : bytes == 0 ? WOULD_BLOCK : 0;
        } catch (IOException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    @Override
    protected int send(TransportOperation operation, int skippedBytes) {
        try {
            int bytes = regions.writeTo(channel, operation, skippedBytes);
            return bytes > 0 ? bytes : WOULD_BLOCK;
        } catch (ClosedChannelException closed) {
            // The JDK says so of an open channel too, once its sending side is shut down.
            IoStatus status = channel.isOpen() ? IoStatus.EPIPE : IoStatus.EBADF;
            return status.result();
        } catch (IOException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    @Override
    protected int shutdown(int how) {
        try {
            if (how != 1) {
                channel.shutdownInput();
            }
            if (how != 0) {
                channel.shutdownOutput();
            }
            return 0;
        } catch (IOException | NotYetConnectedException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    @Override
    protected int watch(int bits) {
        int writing = channel.isConnected() ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
        int ops = (bits & Readiness.READABLE) == 0 ? 0 : SelectionKey.OP_READ;
        return watch.set((bits & Readiness.WRITABLE) == 0 ? ops : ops | writing);
    }

    @Override
    protected void release(boolean isAbort) {
        if (isAbort) {
            Channels.set(channel, StandardSocketOptions.SO_LINGER, 0);
        }
        watch.end();
        Channels.close(channel);
    }

    @Override
    public SocketAddress localAddress() {
        try {
            return channel.getLocalAddress();
        } catch (IOException failure) {
            throw new UncheckedIOException("a closed stream has no address", failure);
        }
    }

    @Override
    public Optional<SocketAddress> remoteAddress() {
        try {
            return Optional.ofNullable(channel.getRemoteAddress());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    @Override
    public SelectableChannel selectableChannel() {
        return channel;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        int ops = ((NioIoEvent) event).ops().value();
        int readable = (ops & SelectionKey.OP_READ) == 0 ? 0 : Readiness.READABLE;
        int writing = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
        becameReady((ops & writing) == 0 ? readable : readable | Readiness.WRITABLE);
    }

    /** For Netty, which closes what is registered when the loop ends. */
    @Override
    public void close() {
        Channels.close(channel);
    }

    @Override
    public String toString() {
        return "NioStream[" + channel + "]";
    }
}
