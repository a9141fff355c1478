package io.tickwire.nio;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;

/** Calls at the end of a channel's life, where a failure changes nothing any more. */
final class Channels {
    private static final Logger LOGGER = System.getLogger(Channels.class.getName());

    private Channels() {}

    /**
     * Has this class loaded: once no descriptor is left no class can be loaded from a folder, not
     * even to close something.
     */
    static void load() {}

    /** What a channel that is to be bound to an address is opened for. */
    static ProtocolFamily family(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) {
            return StandardProtocolFamily.UNIX;
        }
        boolean isIpv6 =
                address instanceof InetSocketAddress inet
                        && inet.getAddress() instanceof Inet6Address;
        return isIpv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    static void close(NetworkChannel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            LOGGER.log(Level.DEBUG, "close failed", failure);
        }
    }

    static <T> void set(NetworkChannel channel, SocketOption<T> option, T value) {
        try {
            channel.setOption(option, value);
        } catch (IOException | UnsupportedOperationException failure) {
            LOGGER.log(Level.DEBUG, "option not set: " + option, failure);
        }
    }
}
