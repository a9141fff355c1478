package io.tickwire.unix;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;

/** A socket of Netty's: close-on-exec and non-blocking. */
final class UnixSocket extends Socket {
    private static final Logger LOGGER = System.getLogger(UnixSocket.class.getName());

    private final boolean isUnix;

    private UnixSocket(int fd, boolean isUnix) {
        super(fd);
        this.isUnix = isUnix;
    }

    /** Makes a socket of the address's family. */
    static UnixSocket open(SocketAddress address) throws IOException {
        try {
            return address instanceof InetSocketAddress inet
                    ? openInet(inet.getAddress() instanceof Inet6Address)
                    : new UnixSocket(newSocketDomain0(), true);
        } catch (ChannelException failure) {
            throw cause(failure);
        }
    }

    /** Makes a datagram socket that is to be bound to the address. */
    static UnixSocket openDatagram(SocketAddress address) throws IOException {
        try {
            if (!(address instanceof InetSocketAddress inet)) {
                return new UnixSocket(newSocketDomainDgram0(), true);
            }
            boolean isIpv6 = inet.getAddress() instanceof Inet6Address;
            return new UnixSocket(newSocketDgram0(isIpv6), false);
        } catch (ChannelException failure) {
            throw cause(failure);
        }
    }

    /** Takes over a descriptor that accept(2) gave. */
    static UnixSocket accepted(int fd, boolean isUnix) {
        return new UnixSocket(fd, isUnix);
    }

    private static UnixSocket openInet(boolean isIpv6) {
        return new UnixSocket(newSocketStream0(isIpv6), false);
    }

    private static IOException cause(ChannelException failure) {
        return failure.getCause() instanceof IOException io ? io : new IOException(failure);
    }

    boolean isUnix() {
        return isUnix;
    }

    boolean isIpv6() {
        return ipv6;
    }

    /** The address it is bound to, or null if there is none. */
    @Nullable SocketAddress local() {
        return isUnix ? unix(localDomainSocketAddress()) : localAddress();
    }

    /** The peer's address, or null if the connection is gone. */
    @Nullable SocketAddress remote() {
        return isUnix ? unix(remoteDomainSocketAddress()) : remoteAddress();
    }

    /** Closes the socket, whatever the system says to it: see close(2). */
    void release() {
        try {
            close();
        } catch (IOException failure) {
            LOGGER.log(Level.DEBUG, "close failed", failure);
        }
    }

    static SocketAddress nettyAddress(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? new DomainSocketAddress(unix.getPath().toString())
                : address;
    }

    static @Nullable InetAddress host(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    private static @Nullable SocketAddress unix(@Nullable DomainSocketAddress address) {
        return address == null ? null : unix(address.path());
    }

    /** The address of a path as the system gives it; empty for a name that is no path. */
    static SocketAddress unix(String path) {
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (InvalidPathException notNamed) {
            // An abstract name begins with NUL: no path.
            return UnixDomainSocketAddress.of("");
        }
    }
}
