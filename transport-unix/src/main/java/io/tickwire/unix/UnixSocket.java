package io.tickwire.unix;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.tickwire.spi.SocketFile;
import io.tickwire.spi.SocketPaths;
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

/**
 * A socket of Netty's: close-on-exec and non-blocking. One that is bound to a path has the file go
 * with it. Belongs to the loop's thread.
 */
public final class UnixSocket extends Socket {
    private static final Logger LOGGER = System.getLogger(UnixSocket.class.getName());

    private final boolean isUnix;
    private @Nullable SocketFile file;
    private @Nullable UnixDomainSocketAddress name;

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

    /**
     * Takes over a descriptor, of accept(2) for instance.
     *
     * @param fd an open socket
     * @param isUnix whether it is a Unix domain socket
     * @return the socket
     */
    public static UnixSocket of(int fd, boolean isUnix) {
        return new UnixSocket(fd, isUnix);
    }

    private static UnixSocket openInet(boolean isIpv6) {
        return new UnixSocket(newSocketStream0(isIpv6), false);
    }

    private static IOException cause(ChannelException failure) {
        return failure.getCause() instanceof IOException io ? io : new IOException(failure);
    }

    /** Binds a listener, by a path that need not be text. */
    void bindListener(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress unix) {
            SocketPaths.bind(unix.getPath(), this::bindTo);
            own(unix);
        } else {
            bind(address);
        }
    }

    private boolean bindTo(String text) throws IOException {
        bind(new DomainSocketAddress(text));
        return true;
    }

    /** Binds a socket for datagrams. */
    void bindDatagram(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress unix) {
            boolean unused = bindTo(unix.getPath().toString());
            own(unix);
        } else {
            bind(address);
        }
    }

    private void own(UnixDomainSocketAddress address) {
        file = new SocketFile(address.getPath().toAbsolutePath());
        name = address;
    }

    /**
     * Tells the kinds apart.
     *
     * @return whether this is a Unix domain socket
     */
    public boolean isUnix() {
        return isUnix;
    }

    /**
     * Tells the families apart.
     *
     * @return whether addresses are those of IPv6
     */
    public boolean isIpv6() {
        return ipv6;
    }

    /**
     * Where it is bound. A Unix socket was perhaps bound by another name, see {@link SocketPaths}.
     *
     * @return the address, or null if there is none
     */
    public @Nullable SocketAddress local() {
        if (name != null) {
            return name;
        }
        return isUnix ? unix(localDomainSocketAddress()) : localAddress();
    }

    /**
     * Asks for the peer.
     *
     * @return its address, or null if the connection is gone
     */
    public @Nullable SocketAddress remote() {
        return isUnix ? unix(remoteDomainSocketAddress()) : remoteAddress();
    }

    /** Has the close to come reset the connection: SO_LINGER of 0, socket(7). */
    public void resetOnClose() {
        try {
            setSoLinger(0);
        } catch (IOException failure) {
            // The connection then ends in order instead of by a reset.
            LOGGER.log(Level.DEBUG, "SO_LINGER not set", failure);
        }
    }

    /** Deletes the file that the socket made when it was bound, if it is still the same one. */
    public void deleteFile() {
        if (file != null) {
            file.delete();
        }
    }

    /** Closes the socket, whatever the system says to it (see close(2)), and deletes its file. */
    void release() {
        try {
            close();
        } catch (IOException failure) {
            LOGGER.log(Level.DEBUG, "close failed", failure);
        }
        deleteFile();
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
