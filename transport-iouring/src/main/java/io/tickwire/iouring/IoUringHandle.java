package io.tickwire.iouring;

import io.netty.buffer.Unpooled;
import io.netty.channel.unix.FileDescriptor;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.files.FileCalls;
import io.tickwire.readiness.files.FileHandle;
import io.tickwire.spi.TransportHandle;
import io.tickwire.unix.UnixSocket;
import io.tickwire.unix.UnixSockets;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A file, listener, stream or socket for datagrams: a descriptor, or a channel for a file whose
 * operations are emulated. Once closed it has no descriptor, so that nothing can reach another file
 * that got the same number.
 */
final class IoUringHandle implements TransportHandle {
    private static final Logger LOGGER = System.getLogger(IoUringHandle.class.getName());
    private static final int CLOSED = -1;

    private final boolean isUnix;
    private final @Nullable FileHandle file;
    private final @Nullable UnixSocket bound;
    private final SocketOptions options;
    private int fd;

    /** Zero-copy sends whose memory the kernel still reads. */
    private int memoryUses;

    private IoUringHandle(
            int fd,
            boolean isUnix,
            @Nullable FileHandle file,
            @Nullable UnixSocket bound,
            SocketOptions options) {
        this.fd = fd;
        this.isUnix = isUnix;
        this.file = file;
        this.bound = bound;
        this.options = options;
    }

    private IoUringHandle(int fd, boolean isUnix, @Nullable FileHandle file) {
        this(fd, isUnix, file, null, SocketOptions.DEFAULT);
    }

    static IoUringHandle file(int fd) {
        return new IoUringHandle(fd, false, null);
    }

    static IoUringHandle emulatedFile(FileHandle file) {
        return new IoUringHandle(CLOSED, false, file);
    }

    /** A listener or a socket for datagrams. */
    static IoUringHandle bound(UnixSocket socket, SocketOptions options) {
        return new IoUringHandle(socket.intValue(), socket.isUnix(), null, socket, options);
    }

    static IoUringHandle stream(int fd, boolean isUnix) {
        return new IoUringHandle(fd, isUnix, null);
    }

    /** A stream that this listener has accepted. Over TCP the kernel hands the options on. */
    IoUringHandle accepted(int fd, UnixSockets sockets) {
        IoUringHandle stream = stream(fd, isUnix);
        if (isUnix && (options.sendBufferBytes() > 0 || options.receiveBufferBytes() > 0)) {
            try {
                sockets.setUpAccepted(stream.socket(), options);
            } catch (IOException e) {
                // If the connection is gone, whoever uses it is told.
                LOGGER.log(Level.DEBUG, "options of an accepted stream", e);
            }
        }
        return stream;
    }

    /** The descriptor, or -1 (for which the kernel answers EBADF) if there is none. */
    int fd() {
        return fd;
    }

    boolean isUnix() {
        return isUnix;
    }

    @Nullable FileHandle file() {
        return file;
    }

    void addMemoryUse(int count) {
        memoryUses += count;
    }

    /** Has the close to come reset the connection if its unsent data would hold memory. */
    void resetIfMemoryIsUsed() {
        if (memoryUses > 0) {
            resetOnClose();
        }
    }

    /** Has the close to come reset the connection: SO_LINGER of 0, socket(7). */
    void resetOnClose() {
        if (fd != CLOSED) {
            socket().resetOnClose();
        }
    }

    /** Hands the descriptor over to a CLOSE, and deletes the file of a bound Unix socket. */
    int takeFd() {
        int taken = fd;
        fd = CLOSED;
        if (bound != null && taken != CLOSED) {
            bound.deleteFile();
        }
        return taken;
    }

    /** Closes at once: close(2). The second time does nothing. */
    void closeNow() {
        if (file != null) {
            FileCalls.close(file);
            return;
        }
        resetIfMemoryIsUsed();
        int taken = takeFd();
        if (taken == CLOSED) {
            return;
        }
        try {
            new FileDescriptor(taken).close();
        } catch (IOException e) {
            // Linux frees the descriptor all the same, see close(2).
            LOGGER.log(Level.DEBUG, "close", e);
        }
    }

    /** The socket behind any handle but a file's; asking for a stream's costs a system call. */
    UnixSocket socket() {
        if (fd == CLOSED) {
            throw new IllegalStateException("closed");
        }
        return bound != null ? bound : UnixSocket.of(fd, isUnix);
    }

    SocketAddress localAddress() {
        SocketAddress address = socket().local();
        if (address == null) {
            throw new IllegalStateException("descriptor " + fd + " has no address");
        }
        return address;
    }

    @Nullable SocketAddress remoteAddress() {
        if (fd == CLOSED) {
            return null;
        }
        return isUnix ? socket().remote() : peer(socket());
    }

    /**
     * The peer of a TCP socket, or null if it was never connected. Asked by SO_PEERNAME, which
     * answers as accept(2) does: also after a reset, when getpeername(2) says ENOTCONN.
     */
    private static @Nullable SocketAddress peer(UnixSocket socket) {
        ByteBuffer name = ByteBuffer.allocate(SockaddrCodec.bytes(socket.isIpv6()));
        try {
            socket.getRawOpt(LinuxAbi.SOL_SOCKET, LinuxAbi.SO_PEERNAME, name);
        } catch (IOException notConnected) {
            return null;
        }
        return SockaddrCodec.decodeInet(Unpooled.wrappedBuffer(name.array()), 0);
    }
}
