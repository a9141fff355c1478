package io.tickwire.unix;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.DatagramSocketAddress;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.ReadinessDatagram;
import io.tickwire.spi.PathBytes;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;

/**
 * A datagram socket over UDP or a Unix domain socket, whose file goes with it. Datagrams go through
 * one piece of memory of the backend's: the calls that tell who sent one neither scatter nor tell
 * one that was cut off. Belongs to the loop's thread.
 */
final class UnixDatagram extends ReadinessDatagram {
    /** Longer than a UDP datagram; a Unix one that fills it may have been cut, and is lost. */
    static final int STAGING_BYTES = 1 << 18;

    private final UnixBackend backend;
    private final UnixSocket socket;
    private final SocketWatch watch;
    private SocketAddress lastPeer;

    private UnixDatagram(UnixBackend backend, UnixSocket socket, SocketAddress local) {
        this.backend = backend;
        this.socket = socket;
        lastPeer = local;
        watch = backend.watch(socket, this::becameReady);
    }

    static UnixDatagram open(UnixBackend backend, SocketAddress address, SocketOptions options)
            throws IOException {
        UnixSocket socket = backend.sockets().bind(address, options);
        SocketAddress local = socket.local();
        return new UnixDatagram(backend, socket, local == null ? address : local);
    }

    @Override
    protected int send(TransportOperation operation) {
        if (operation.address() instanceof UnixDomainSocketAddress != socket.isUnix()) {
            return IoStatus.EAFNOSUPPORT.result();
        }
        if (operation.address() instanceof UnixDomainSocketAddress unix) {
            int refusal = backend.refusal(unix);
            if (refusal < 0) {
                return refusal;
            }
        }
        ByteBuf staging = backend.staging().clear();
        for (int i = 0; i < operation.segmentCount(); i++) {
            int length = operation.segmentLength(i);
            if (length > staging.writableBytes()) {
                return IoStatus.EMSGSIZE.result();
            }
            staging.writeBytes(operation.segmentBuffer(i), operation.segmentIndex(i), length);
        }
        try {
            int sent = sendTo(operation.address(), staging);
            // For an empty datagram 0 may mean either; it counts as sent.
            return sent > 0 || !staging.isReadable() ? sent : WOULD_BLOCK;
        } catch (IOException failure) {
            return backend.failures().result(failure);
        }
    }

    private int sendTo(SocketAddress address, ByteBuf staging) throws IOException {
        long memory = staging.memoryAddress();
        int length = staging.readableBytes();
        if (address instanceof UnixDomainSocketAddress unix) {
            return socket.sendToAddressDomainSocket(memory, 0, length, path(unix));
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        return socket.sendToAddress(memory, 0, length, inet.getAddress(), inet.getPort());
    }

    private static byte[] path(UnixDomainSocketAddress address) {
        return PathBytes.of(address.getPath());
    }

    @Override
    protected int receive(TransportOperation operation) {
        ByteBuf staging = backend.staging().clear();
        int bytes = receiveStaged(staging);
        if (bytes < 0) {
            return bytes;
        }
        for (int i = 0; i < operation.segmentCount() && staging.isReadable(); i++) {
            int length = Math.min(operation.segmentLength(i), staging.readableBytes());
            staging.readBytes(operation.segmentBuffer(i), operation.segmentIndex(i), length);
        }
        return staging.isReadable() ? IoStatus.EMSGSIZE.result() : bytes;
    }

    @Override
    protected int receive(ByteBuf buffer, int index, int length) {
        ByteBuf staging = backend.staging().clear();
        int bytes = receiveStaged(staging);
        if (bytes > length) {
            return IoStatus.EMSGSIZE.result();
        }
        if (bytes > 0) {
            buffer.setBytes(index, staging, bytes);
        }
        return bytes;
    }

    private int receiveStaged(ByteBuf staging) {
        try {
            int bytes = receiveInto(staging);
            if (bytes == STAGING_BYTES) {
                return IoStatus.EMSGSIZE.result();
            }
            staging.writerIndex(Math.max(0, bytes));
            return bytes;
        } catch (IOException failure) {
            return backend.failures().result(failure);
        }
    }

    private int receiveInto(ByteBuf staging) throws IOException {
        long memory = staging.memoryAddress();
        if (socket.isUnix()) {
            DomainDatagramSocketAddress peer =
                    socket.recvFromAddressDomainSocket(memory, 0, staging.capacity());
            if (peer == null) {
                return WOULD_BLOCK;
            }
            lastPeer = backend.peers().intern(UnixSocket.unix(peer.path()));
            return peer.receivedAmount();
        }
        DatagramSocketAddress peer = socket.recvFromAddress(memory, 0, staging.capacity());
        if (peer == null) {
            return WOULD_BLOCK;
        }
        InetAddress host = peer.getAddress();
        lastPeer = backend.peers().intern(new InetSocketAddress(host, peer.getPort()));
        return peer.receivedAmount();
    }

    @Override
    protected SocketAddress lastPeer() {
        return lastPeer;
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
                    "a closed socket has no address", new ClosedChannelException());
        }
        return address;
    }

    @Override
    public String toString() {
        return "UnixDatagram[" + socket + "]";
    }
}
