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
import io.tickwire.readiness.ReadinessDatagram;
import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.spi.BindFailures;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/**
 * A UDP socket. Datagrams go through one piece of memory of the backend's: a channel neither
 * gathers nor scatters without a connection, and does not tell a datagram that was cut off. Belongs
 * to the loop's thread.
 */
final class NioDatagram extends ReadinessDatagram implements NioIoHandle {
    /** Longer than any datagram. */
    static final int STAGING_BYTES = 1 << 16;

    private final NioBackend backend;
    private final DatagramChannel channel;
    private final SelectorWatch watch;
    private SocketAddress lastPeer;

    private NioDatagram(NioBackend backend, DatagramChannel channel, SocketAddress local) {
        this.backend = backend;
        this.channel = channel;
        lastPeer = local;
        watch = new SelectorWatch(backend.loop(), this);
    }

    static NioDatagram open(NioBackend backend, SocketAddress address, SocketOptions options)
            throws IOException {
        BindFailures.requireUsable(address);
        if (address instanceof UnixDomainSocketAddress) {
            throw BindFailures.noUnixDatagrams(address);
        }
        DatagramChannel channel = openChannel(address);
        try {
            channel.configureBlocking(false);
            NioOptions.setUp(channel, address, options, backend.wishes());
            channel.bind(address);
            return new NioDatagram(backend, channel, channel.getLocalAddress());
        } catch (IOException | RuntimeException failure) {
            Channels.close(channel);
            throw NioListener.failed(address, failure);
        }
    }

    private static DatagramChannel openChannel(SocketAddress address) throws IOException {
        try {
            return DatagramChannel.open(Channels.family(address));
        } catch (IOException | UnsupportedOperationException failure) {
            throw NioListener.failed(address, failure);
        }
    }

    @Override
    protected int send(TransportOperation operation) {
        ByteBuffer staging = backend.staging().clear();
        int bytes = 0;
        for (int i = 0; i < operation.segmentCount(); i++) {
            int length = operation.segmentLength(i);
            if (length > staging.capacity() - bytes) {
                return IoStatus.EMSGSIZE.result();
            }
            staging.limit(bytes + length);
            operation.segmentBuffer(i).getBytes(operation.segmentIndex(i), staging);
            bytes += length;
        }
        staging.flip();
        try {
            // For an empty datagram 0 may mean either; it counts as sent.
            int sent = channel.send(staging, operation.address());
            return sent == 0 && bytes > 0 ? WOULD_BLOCK : bytes;
        } catch (IOException | RuntimeException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    @Override
    protected int receive(TransportOperation operation) {
        ByteBuffer staging = backend.staging().clear();
        int bytes = receiveStaged(staging);
        if (bytes < 0) {
            return bytes;
        }
        for (int i = 0; i < operation.segmentCount() && staging.hasRemaining(); i++) {
            int length = Math.min(operation.segmentLength(i), staging.remaining());
            int end = staging.limit();
            staging.limit(staging.position() + length);
            operation.segmentBuffer(i).setBytes(operation.segmentIndex(i), staging);
            staging.limit(end);
        }
        return staging.hasRemaining() ? IoStatus.EMSGSIZE.result() : bytes;
    }

    @Override
    protected int receive(ByteBuf buffer, int index, int length) {
        ByteBuffer staging = backend.staging().clear();
        int bytes = receiveStaged(staging);
        if (bytes > length) {
            return IoStatus.EMSGSIZE.result();
        }
        if (bytes > 0) {
            buffer.setBytes(index, staging);
        }
        return bytes;
    }

    private int receiveStaged(ByteBuffer staging) {
        try {
            SocketAddress peer = channel.receive(staging);
            if (peer == null) {
                return WOULD_BLOCK;
            }
            lastPeer = backend.peers().intern(peer);
        } catch (IOException | RuntimeException failure) {
            return ExceptionStatus.result(failure);
        }
        staging.flip();
        return staging.remaining();
    }

    @Override
    protected SocketAddress lastPeer() {
        return lastPeer;
    }

    @Override
    protected int watch(int bits) {
        int ops = (bits & Readiness.READABLE) == 0 ? 0 : SelectionKey.OP_READ;
        return watch.set((bits & Readiness.WRITABLE) == 0 ? ops : ops | SelectionKey.OP_WRITE);
    }

    @Override
    protected void release(boolean isAbort) {
        watch.end();
        Channels.close(channel);
    }

    @Override
    public SocketAddress localAddress() {
        try {
            return channel.getLocalAddress();
        } catch (IOException failure) {
            throw new UncheckedIOException("a closed socket has no address", failure);
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
        becameReady((ops & SelectionKey.OP_WRITE) == 0 ? readable : readable | Readiness.WRITABLE);
    }

    /** For Netty, which closes what is registered when the loop ends. */
    @Override
    public void close() {
        Channels.close(channel);
    }

    @Override
    public String toString() {
        return "NioDatagram[" + channel + "]";
    }
}
