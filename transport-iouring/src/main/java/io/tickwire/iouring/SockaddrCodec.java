package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoStatus;
import io.tickwire.spi.PathBytes;
import io.tickwire.unix.UnixPlatform;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/** Writes and reads struct sockaddr as ip(7), ipv6(7) and unix(7) lay it out. */
final class SockaddrCodec {
    private static final int IN_BYTES = 16;
    private static final int IN6_BYTES = 28;
    private static final int PORT = 2;
    static final int IN_ADDRESS = 4;
    private static final int IN6_FLOW = 4;
    static final int IN6_ADDRESS = 8;
    private static final int IN6_SCOPE = 24;
    private static final int UN_PATH = 2;

    private SockaddrCodec() {}

    /**
     * Encodes an address.
     *
     * @param memory at least 110 bytes
     * @return the address's length in bytes, or a negative errno
     */
    static int encode(SocketAddress address, ByteBuf memory) {
        if (address instanceof InetSocketAddress inet) {
            InetAddress host = inet.getAddress();
            return host == null
                    ? IoStatus.EINVAL.result()
                    : encodeInet(host, inet.getPort(), memory);
        }
        if (address instanceof UnixDomainSocketAddress unix) {
            return encodeUnix(pathBytes(unix), memory);
        }
        return IoStatus.EAFNOSUPPORT.result();
    }

    /** The length of an internet address. */
    static int bytes(boolean isIpv6) {
        return isIpv6 ? IN6_BYTES : IN_BYTES;
    }

    static int port(ByteBuf memory, int at) {
        return memory.getUnsignedShort(at + PORT);
    }

    static int scope(ByteBuf memory, int at) {
        return memory.getIntLE(at + IN6_SCOPE);
    }

    /** Reads an internet address; one of IPv4 that is mapped into IPv6 becomes one of IPv4. */
    static InetSocketAddress decodeInet(ByteBuf memory, int at) {
        boolean isIpv6 = memory.getUnsignedShortLE(at) == LinuxAbi.AF_INET6;
        byte[] host = new byte[isIpv6 ? 16 : 4];
        memory.getBytes(at + (isIpv6 ? IN6_ADDRESS : IN_ADDRESS), host);
        try {
            InetAddress address = InetAddress.getByAddress(host);
            int scope = isIpv6 ? scope(memory, at) : 0;
            if (scope != 0 && address instanceof Inet6Address) {
                address = Inet6Address.getByAddress(null, host, scope);
            }
            return new InetSocketAddress(address, port(memory, at));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + host.length + " bytes", e);
        }
    }

    static byte[] pathBytes(UnixDomainSocketAddress address) {
        return PathBytes.of(address.getPath());
    }

    private static int encodeInet(InetAddress host, int port, ByteBuf memory) {
        byte[] bytes = host.getAddress();
        // Only the port is in network byte order.
        memory.setShort(PORT, port);
        if (host instanceof Inet6Address six) {
            memory.setShortLE(0, LinuxAbi.AF_INET6);
            memory.setIntLE(IN6_FLOW, 0);
            memory.setBytes(IN6_ADDRESS, bytes);
            memory.setIntLE(IN6_SCOPE, six.getScopeId());
            return IN6_BYTES;
        }
        memory.setShortLE(0, LinuxAbi.AF_INET);
        memory.setBytes(IN_ADDRESS, bytes);
        memory.setZero(IN_ADDRESS + bytes.length, IN_BYTES - IN_ADDRESS - bytes.length);
        return IN_BYTES;
    }

    private static int encodeUnix(byte[] path, ByteBuf memory) {
        if (path.length == 0) {
            return IoStatus.EINVAL.result(); // would be an abstract name
        }
        if (path.length > UnixPlatform.LINUX.pathBytesMax()) {
            return IoStatus.ENAMETOOLONG.result();
        }
        memory.setShortLE(0, LinuxAbi.AF_UNIX);
        memory.setBytes(UN_PATH, path);
        memory.setByte(UN_PATH + path.length, 0);
        return UN_PATH + path.length + 1;
    }
}
