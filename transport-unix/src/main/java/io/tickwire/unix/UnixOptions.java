package io.tickwire.unix;

import io.tickwire.SocketOptions;
import io.tickwire.spi.Wishes;
import java.io.IOException;

/**
 * Sets {@link SocketOptions} on sockets. What the system refuses counts as a wish that cannot be
 * granted; what means nothing to a Unix socket is left out there.
 */
final class UnixOptions {
    /** IPPROTO_IPV6, the same number everywhere (RFC 3493). */
    private static final int IPV6_LEVEL = 41;

    private final UnixPlatform platform;
    private final Wishes wishes;

    UnixOptions(UnixPlatform platform, Wishes wishes) {
        this.platform = platform;
        this.wishes = wishes;
    }

    /** One option. */
    @FunctionalInterface
    private interface Setting {
        void set() throws IOException;
    }

    /** Options of a listener, before it is bound: its streams may inherit some. */
    void setUpListener(UnixSocket socket, SocketOptions options) throws IOException {
        setUpStream(socket, options);
        if (socket.isUnix()) {
            return;
        }
        set(
                "reuseAddress",
                options.reuseAddress(),
                () -> socket.setReuseAddress(options.reuseAddress()));
        if (options.reusePort()) {
            set("reusePort", true, () -> socket.setReusePort(true));
        }
        if (options.v6Only() && socket.isIpv6()) {
            set("v6Only", true, () -> socket.setIntOpt(IPV6_LEVEL, platform.ipv6Only(), 1));
        }
    }

    /** Options of a datagram socket, before it is bound. */
    void setUpDatagram(UnixSocket socket, SocketOptions options) throws IOException {
        setBuffers(socket, options);
        if (socket.isUnix()) {
            return;
        }
        if (options.reusePort()) {
            set("reusePort", true, () -> socket.setReusePort(true));
        }
        if (options.v6Only() && socket.isIpv6()) {
            set("v6Only", true, () -> socket.setIntOpt(IPV6_LEVEL, platform.ipv6Only(), 1));
        }
    }

    /** Options of a stream that is to be connected. */
    void setUpStream(UnixSocket socket, SocketOptions options) throws IOException {
        setBuffers(socket, options);
        if (socket.isUnix()) {
            return;
        }
        if (options.noDelay()) {
            set("noDelay", true, () -> socket.setTcpNoDelay(true));
        }
        if (options.keepAlive()) {
            set("keepAlive", true, () -> socket.setKeepAlive(true));
        }
    }

    /**
     * Options of an accepted stream. Buffers are inherited over TCP, where their size must be known
     * before the handshake.
     *
     * @throws IOException mostly since the connection is gone already
     */
    void setUpAccepted(UnixSocket socket, SocketOptions options) throws IOException {
        if (socket.isUnix()) {
            setBuffers(socket, options);
        } else if (!platform.inheritsOptions()) {
            socket.setTcpNoDelay(options.noDelay());
            socket.setKeepAlive(options.keepAlive());
        }
    }

    private void setBuffers(UnixSocket socket, SocketOptions options) throws IOException {
        int receiveBytes = options.receiveBufferBytes();
        int sendBytes = options.sendBufferBytes();
        if (receiveBytes > 0) {
            set(
                    "receiveBufferBytes",
                    receiveBytes,
                    () -> {
                        socket.setReceiveBufferSize(receiveBytes);
                        requireGranted(socket.getReceiveBufferSize(), receiveBytes);
                    });
        }
        if (sendBytes > 0) {
            set(
                    "sendBufferBytes",
                    sendBytes,
                    () -> {
                        socket.setSendBufferSize(sendBytes);
                        requireGranted(socket.getSendBufferSize(), sendBytes);
                    });
        }
    }

    /** Linux cuts a size down to what it grants, where others refuse it. */
    private void requireGranted(int toldBytes, int bytes) throws IOException {
        if (toldBytes / platform.bufferFactor() < bytes) {
            throw new IOException("less was granted");
        }
    }

    private void set(String option, Object value, Setting setting) throws IOException {
        try {
            setting.set();
        } catch (IOException refused) {
            wishes.refuse(option, value);
        }
    }
}
