package io.tickwire.iouring;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.tickwire.readiness.FileCalls;
import io.tickwire.readiness.FileHandle;
import io.tickwire.spi.SocketFile;
import io.tickwire.spi.TransportHandle;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;

/**
 * A file, listener or stream: a descriptor, or a channel for a file whose operations are emulated.
 * Once closed it has no descriptor, so that nothing can reach another file that got the same
 * number.
 */
final class IoUringHandle implements TransportHandle {
    private static final Logger LOGGER = System.getLogger(IoUringHandle.class.getName());
    private static final int CLOSED = -1;

    private final boolean isUnix;
    private final @Nullable FileHandle file;
    private final @Nullable SocketFile socketFile;
    private int fd;

    /** Zero-copy sends whose memory the kernel still reads. */
    private int memoryUses;

    private IoUringHandle(
            int fd, boolean isUnix, @Nullable FileHandle file, @Nullable SocketFile socketFile) {
        this.fd = fd;
        this.isUnix = isUnix;
        this.file = file;
        this.socketFile = socketFile;
    }

    static IoUringHandle file(int fd) {
        return new IoUringHandle(fd, false, null, null);
    }

    static IoUringHandle emulatedFile(FileHandle file) {
        return new IoUringHandle(CLOSED, false, file, null);
    }

    static IoUringHandle listener(int fd) {
        return new IoUringHandle(fd, false, null, null);
    }

    static IoUringHandle unixListener(int fd, SocketFile socketFile) {
        return new IoUringHandle(fd, true, null, socketFile);
    }

    static IoUringHandle stream(int fd, boolean isUnix) {
        return new IoUringHandle(fd, isUnix, null, null);
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
        if (fd == CLOSED) {
            return;
        }
        try {
            socket().setSoLinger(0);
        } catch (IOException e) {
            // The connection then ends in order instead of by a reset.
            LOGGER.log(Level.DEBUG, "SO_LINGER", e);
        }
    }

    /** Hands the descriptor over to a CLOSE, and takes what goes with a listener away. */
    int takeFd() {
        int taken = fd;
        fd = CLOSED;
        if (socketFile != null && taken != CLOSED) {
            socketFile.delete();
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

    /** The socket behind a listener or stream; asking costs a system call. */
    Socket socket() {
        if (fd == CLOSED) {
            throw new IllegalStateException("closed");
        }
        return new Socket(fd);
    }

    SocketAddress localAddress() {
        if (socketFile != null && fd != CLOSED) {
            return UnixDomainSocketAddress.of(socketFile.path());
        }
        SocketAddress address =
                isUnix ? unix(socket().localDomainSocketAddress()) : socket().localAddress();
        if (address == null) {
            throw new IllegalStateException("descriptor " + fd + " has no address");
        }
        return address;
    }

    @Nullable SocketAddress remoteAddress() {
        if (fd == CLOSED) {
            return null;
        }
        return isUnix ? unix(socket().remoteDomainSocketAddress()) : Sockets.peer(fd);
    }

    private static @Nullable SocketAddress unix(@Nullable DomainSocketAddress address) {
        if (address == null) {
            return null;
        }
        try {
            return UnixDomainSocketAddress.of(address.path());
        } catch (InvalidPathException e) {
            // An abstract name, which begins with NUL, has no path.
            return UnixDomainSocketAddress.of("");
        }
    }
}
