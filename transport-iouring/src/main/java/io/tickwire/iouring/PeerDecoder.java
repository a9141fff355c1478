package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.PathBytes;
import io.tickwire.spi.PeerCache;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;

/** Reads struct sockaddr; a sender of the internet that is met again costs no object. */
final class PeerDecoder {
    private static final int UN_PATH = 2;
    private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private final PeerCache cache;

    PeerDecoder(PeerCache cache) {
        this.cache = cache;
    }

    /** The address that stands in memory; an unnamed Unix one has an empty path. */
    SocketAddress decode(ByteBuf memory, int at, int length) {
        int family = length < 2 ? LinuxAbi.AF_UNIX : memory.getUnsignedShortLE(at);
        if (family == LinuxAbi.AF_UNIX) {
            return cache.intern(decodeUnix(memory, at, length));
        }
        int port = SockaddrCodec.port(memory, at);
        if (family == LinuxAbi.AF_INET) {
            return cache.internIpv4(memory.getInt(at + SockaddrCodec.IN_ADDRESS), port);
        }
        int address = at + SockaddrCodec.IN6_ADDRESS;
        return cache.internIpv6(
                memory.getLong(address),
                memory.getLong(address + Long.BYTES),
                SockaddrCodec.scope(memory, at),
                port);
    }

    private static SocketAddress decodeUnix(ByteBuf memory, int at, int length) {
        int end = UN_PATH;
        while (end < length && memory.getByte(at + end) != 0) {
            end++;
        }
        byte[] path = new byte[Math.max(0, end - UN_PATH)];
        memory.getBytes(at + UN_PATH, path);
        try {
            return UnixDomainSocketAddress.of(PathBytes.path(path));
        } catch (InvalidPathException e) {
            // A name that this process's locale cannot express is as good as none.
            return UNNAMED;
        }
    }
}
