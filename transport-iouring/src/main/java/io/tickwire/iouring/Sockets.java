package io.tickwire.iouring;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Socket;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.spi.BindFailures;
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
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets by plain system calls. They are close-on-exec and non-blocking, which does not
 * matter to the ring: an entry that would block waits for readiness either way.
 */
final class Sockets extends Socket {
    private static final Logger LOGGER = System.getLogger(Sockets.class.getName());
    private static final AtomicBoolean OPTION_WARNED = new AtomicBoolean();

    private interface Option {
        void set() throws IOException;
    }

    private Sockets(int fd) {
        super(fd);
    }

    /**
     * Makes a socket for a stream to an address.
     *
     * @return the descriptor, or a negative errno
     */
    static int newStream(SocketAddress address, SocketOptions options) {
        try {
            boolean isUnix = address instanceof UnixDomainSocketAddress;
            Socket socket =
                    isUnix ? newSocketDomain() : newInet(host(address) instanceof Inet6Address);
            setStreamOptions(socket, options, isUnix);
            return socket.intValue();
        } catch (ChannelException e) {
            return errno(e);
        }
    }

    /**
     * The peer of a TCP socket, or null if it was never connected. Asked by SO_PEERNAME, which
     * answers as accept(2) does: also after a reset, when getpeername(2) says ENOTCONN.
     */
    static @Nullable SocketAddress peer(int fd) {
        Sockets socket = new Sockets(fd);
        int bytes = SockaddrCodec.bytes(socket.ipv6);
        ByteBuffer name = ByteBuffer.allocate(bytes);
        try {
            socket.getRawOpt(LinuxAbi.SOL_SOCKET, LinuxAbi.SO_PEERNAME, name);
        } catch (IOException notConnected) {
            return null;
        }
        return SockaddrCodec.decodeInet(Unpooled.wrappedBuffer(name.array()), 0);
    }

    /** Opens a datagram socket. */
    static IoUringHandle bind(SocketAddress address, SocketOptions options) throws IOException {
        requireUsable(address);
        if (address instanceof UnixDomainSocketAddress unix) {
            SocketPaths.requireText(unix);
        }
        boolean isUnix = address instanceof UnixDomainSocketAddress;
        boolean isBound = false;
        Socket socket = openDatagram(address);
        try {
            setDatagramOptions(socket, options, isUnix);
            socket.bind(isUnix ? domain((UnixDomainSocketAddress) address) : address);
            isBound = true;
        } catch (IOException e) {
            throw failed(address, e);
        } finally {
            if (!isBound) {
                socket.close();
            }
        }
        return isUnix
                ? IoUringHandle.unixListener(
                        socket.intValue(),
                        new SocketFile(((UnixDomainSocketAddress) address).getPath()))
                : IoUringHandle.listener(socket.intValue());
    }

    private static DomainSocketAddress domain(UnixDomainSocketAddress address) {
        return new DomainSocketAddress(address.getPath().toString());
    }

    private static Socket openDatagram(SocketAddress address) throws IOException {
        try {
            return address instanceof UnixDomainSocketAddress
                    ? newSocketDomainDgram()
                    : new Sockets(newSocketDgram0(host(address) instanceof Inet6Address));
        } catch (ChannelException e) {
            throw failed(address, e);
        }
    }

    private static void setDatagramOptions(Socket socket, SocketOptions options, boolean isUnix) {
        setBufferSizes(socket, options);
        if (isUnix) {
            return;
        }
        if (options.reusePort()) {
            setOption("SO_REUSEPORT", () -> socket.setReusePort(true));
        }
        if (options.v6Only() && ((Sockets) socket).ipv6) {
            setOption(
                    "IPV6_V6ONLY",
                    () -> socket.setIntOpt(LinuxAbi.IPPROTO_IPV6, LinuxAbi.IPV6_V6ONLY, 1));
        }
    }

    /**
     * Opens a listener. Its options hold for what it accepts without a further call: on Linux an
     * accepted socket has the buffer sizes, SO_KEEPALIVE and TCP_NODELAY of its listener.
     */
    static IoUringHandle listen(SocketAddress address, SocketOptions options) throws IOException {
        requireUsable(address);
        return address instanceof UnixDomainSocketAddress unix
                ? listen(unix, options)
                : listen((InetSocketAddress) address, options);
    }

    private static IoUringHandle listen(InetSocketAddress address, SocketOptions options)
            throws IOException {
        Socket socket = open(address);
        boolean isListening = false;
        try {
            setOption("SO_REUSEADDR", () -> socket.setReuseAddress(options.reuseAddress()));
            if (options.reusePort()) {
                setOption("SO_REUSEPORT", () -> socket.setReusePort(true));
            }
            if (options.v6Only() && ((Sockets) socket).ipv6) {
                setOption(
                        "IPV6_V6ONLY",
                        () -> socket.setIntOpt(LinuxAbi.IPPROTO_IPV6, LinuxAbi.IPV6_V6ONLY, 1));
            }
            setStreamOptions(socket, options, false);
            socket.bind(address);
            socket.listen(options.backlog());
            isListening = true;
            return IoUringHandle.listener(socket.intValue());
        } catch (IOException e) {
            throw failed(address, e);
        } finally {
            if (!isListening) {
                socket.close();
            }
        }
    }

    private static IoUringHandle listen(UnixDomainSocketAddress address, SocketOptions options)
            throws IOException {
        Socket socket = open(address);
        SocketFile file = null;
        boolean isListening = false;
        try {
            setStreamOptions(socket, options, true);
            SocketPaths.bind(
                    address.getPath(),
                    path -> {
                        socket.bind(new DomainSocketAddress(path));
                        return true;
                    });
            file = new SocketFile(address.getPath());
            socket.listen(options.backlog());
            isListening = true;
            return IoUringHandle.unixListener(socket.intValue(), file);
        } catch (IOException e) {
            throw failed(address, e);
        } finally {
            if (!isListening) {
                if (file != null) {
                    file.delete();
                }
                socket.close();
            }
        }
    }

    private static void requireUsable(SocketAddress address) throws IOException {
        BindFailures.requireUsable(address);
        if (address instanceof UnixDomainSocketAddress unix) {
            if (SockaddrCodec.pathBytes(unix).length > LinuxAbi.UNIX_PATH_BYTES_MAX) {
                throw BindFailures.of(address, IoStatus.ENAMETOOLONG.result(), null);
            }
            // Netty's bind deletes what is there, where bind(2) fails.
            BindFailures.requireAbsent(unix);
        }
    }

    private static Socket open(SocketAddress address) throws IOException {
        try {
            return address instanceof UnixDomainSocketAddress
                    ? newSocketDomain()
                    : newInet(host(address) instanceof Inet6Address);
        } catch (ChannelException e) {
            throw failed(address, e);
        }
    }

    private static Socket newInet(boolean isIpv6) {
        return new Sockets(newSocketStream0(isIpv6));
    }

    private static InetAddress host(SocketAddress address) {
        return ((InetSocketAddress) address).getAddress();
    }

    private static void setStreamOptions(Socket socket, SocketOptions options, boolean isUnix) {
        setBufferSizes(socket, options);
        if (isUnix) {
            return;
        }
        if (options.noDelay()) {
            setOption("TCP_NODELAY", () -> socket.setTcpNoDelay(true));
        }
        if (options.keepAlive()) {
            setOption("SO_KEEPALIVE", () -> socket.setKeepAlive(true));
        }
    }

    private static void setBufferSizes(Socket socket, SocketOptions options) {
        if (options.receiveBufferBytes() > 0) {
            setOption("SO_RCVBUF", () -> socket.setReceiveBufferSize(options.receiveBufferBytes()));
        }
        if (options.sendBufferBytes() > 0) {
            setOption("SO_SNDBUF", () -> socket.setSendBufferSize(options.sendBufferBytes()));
        }
    }

    private static void setOption(String name, Option option) {
        try {
            option.set();
        } catch (IOException e) {
            if (OPTION_WARNED.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "The socket option {0} is ignored: {1} (further ones without notice)",
                        name,
                        e.getMessage());
            }
        }
    }

    private static IOException failed(SocketAddress address, Exception e) {
        return BindFailures.of(address, errno(e), e);
    }

    /** The negative errno that an exception of Netty's carries. */
    static int errno(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Errors.NativeIoException io) {
                return io.expectedErr();
            }
        }
        return IoStatus.OTHER.result();
    }
}
