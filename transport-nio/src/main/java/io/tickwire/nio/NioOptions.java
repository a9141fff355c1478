package io.tickwire.nio;

import io.tickwire.SocketOptions;
import io.tickwire.spi.Wishes;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Sets {@link SocketOptions} on channels. What means nothing to a Unix socket is left out there.
 */
final class NioOptions {
    private NioOptions() {}

    /** Options of a listener, before it is bound. */
    static void setUp(
            ServerSocketChannel channel,
            SocketAddress address,
            SocketOptions options,
            Wishes wishes)
            throws IOException {
        setReceiveBuffer(channel, options, wishes);
        if (options.sendBufferBytes() > 0) {
            // Java's listeners have no such option: whether the streams can have it shows at one.
            try (SocketChannel probe = SocketChannel.open(Channels.family(address))) {
                setSendBuffer(probe, options, wishes);
            }
        }
        if (address instanceof UnixDomainSocketAddress) {
            return;
        }
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
        if (options.reusePort()) {
            setIfSupported(channel, StandardSocketOptions.SO_REUSEPORT, "reusePort", wishes);
        }
        if (options.v6Only() && !isIpv4(address)) {
            wishes.refuse("v6Only", true);
        }
    }

    /** Options of a datagram socket, before it is bound. */
    static void setUp(
            DatagramChannel channel, SocketAddress address, SocketOptions options, Wishes wishes)
            throws IOException {
        setReceiveBuffer(channel, options, wishes);
        setSendBuffer(channel, options, wishes);
        if (options.reusePort()) {
            setIfSupported(channel, StandardSocketOptions.SO_REUSEPORT, "reusePort", wishes);
        }
        if (options.v6Only() && !isIpv4(address)) {
            wishes.refuse("v6Only", true);
        }
    }

    /** Options of a stream, accepted or to be connected. */
    static void setUp(SocketChannel channel, SocketOptions options, boolean isUnix, Wishes wishes)
            throws IOException {
        setReceiveBuffer(channel, options, wishes);
        setSendBuffer(channel, options, wishes);
        if (isUnix) {
            return;
        }
        if (options.noDelay()) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        if (options.keepAlive()) {
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
    }

    private static void setReceiveBuffer(
            NetworkChannel channel, SocketOptions options, Wishes wishes) throws IOException {
        int bytes = options.receiveBufferBytes();
        setBuffer(channel, StandardSocketOptions.SO_RCVBUF, "receiveBufferBytes", bytes, wishes);
    }

    private static void setSendBuffer(NetworkChannel channel, SocketOptions options, Wishes wishes)
            throws IOException {
        int bytes = options.sendBufferBytes();
        setBuffer(channel, StandardSocketOptions.SO_SNDBUF, "sendBufferBytes", bytes, wishes);
    }

    /** Systems cut a size down to what they grant, see socket(7), or refuse it. */
    private static void setBuffer(
            NetworkChannel channel,
            SocketOption<Integer> option,
            String wish,
            int bytes,
            Wishes wishes)
            throws IOException {
        if (bytes == 0) {
            return;
        }
        boolean isGranted;
        try {
            isGranted = channel.setOption(option, bytes).getOption(option) >= bytes;
        } catch (SocketException refused) {
            isGranted = false;
        }
        if (!isGranted) {
            wishes.refuse(wish, bytes);
        }
    }

    private static void setIfSupported(
            NetworkChannel channel, SocketOption<Boolean> option, String wish, Wishes wishes)
            throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, true);
        } else {
            wishes.refuse(wish, true);
        }
    }

    private static boolean isIpv4(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && inet.getAddress() instanceof Inet4Address;
    }
}
