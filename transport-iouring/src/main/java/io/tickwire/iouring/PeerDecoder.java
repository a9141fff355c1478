package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.PeerCache;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;

/**
 * Reads struct sockaddr. Remembers the last address of each of a few hash places by its bytes, so
 * that a sender met often costs no object.
 */
final class PeerDecoder {
    private static final int PLACES = 1 << 12;
    private static final int KEY_BYTES = 28;
    private static final int PORT = 2;
    private static final int IN_ADDRESS = 4;
    private static final int IN6_ADDRESS = 8;
    private static final int IN6_SCOPE = 24;
    private static final int UN_PATH = 2;
    private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private final PeerCache cache;
    private final @Nullable Known[] known = new @Nullable Known[PLACES];

    PeerDecoder(PeerCache cache) {
        this.cache = cache;
    }

    /** The address that stands in memory; an unnamed Unix one has an empty path. */
    SocketAddress decode(ByteBuf memory, int at, int length) {
        int family = length < 2 ? LinuxAbi.AF_UNIX : memory.getUnsignedShortLE(at);
        if (family == LinuxAbi.AF_UNIX) {
            return cache.intern(decodeUnix(memory, at, length));
        }
        int bytes = Math.min(length, KEY_BYTES);
        int place = place(memory, at, bytes);
        Known found = known[place];
        if (found == null || !found.isAt(memory, at, bytes)) {
            byte[] key = new byte[bytes];
            memory.getBytes(at, key);
            found = new Known(key, cache.intern(decodeInet(memory, at, family)));
            known[place] = found;
        }
        return found.peer;
    }

    private static int place(ByteBuf memory, int at, int bytes) {
        int hash = 0;
        for (int i = 0; i < bytes; i++) {
            hash = 31 * hash + memory.getByte(at + i);
        }
        return (hash ^ (hash >>> 16)) & (PLACES - 1);
    }

    /** An address by the bytes that it was read from. */
    private static final class Known {
        private final byte[] key;
        private final SocketAddress peer;

        Known(byte[] key, SocketAddress peer) {
            this.key = key;
            this.peer = peer;
        }

        boolean isAt(ByteBuf memory, int at, int bytes) {
            if (key.length != bytes) {
                return false;
            }
            for (int i = 0; i < bytes; i++) {
                if (key[i] != memory.getByte(at + i)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static SocketAddress decodeInet(ByteBuf memory, int at, int family) {
        int port = memory.getUnsignedShort(at + PORT);
        boolean isIpv6 = family == LinuxAbi.AF_INET6;
        byte[] host = new byte[isIpv6 ? 16 : 4];
        memory.getBytes(at + (isIpv6 ? IN6_ADDRESS : IN_ADDRESS), host);
        try {
            InetAddress address = InetAddress.getByAddress(host); // makes a mapped one IPv4
            int scope = isIpv6 ? memory.getIntLE(at + IN6_SCOPE) : 0;
            if (scope != 0 && address instanceof Inet6Address) {
                address = Inet6Address.getByAddress(null, host, scope);
            }
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + host.length + " bytes", e);
        }
    }

    private static SocketAddress decodeUnix(ByteBuf memory, int at, int length) {
        int end = UN_PATH;
        while (end < length && memory.getByte(at + end) != 0) {
            end++;
        }
        int bytes = Math.max(0, end - UN_PATH);
        String path = memory.toString(at + UN_PATH, bytes, StandardCharsets.UTF_8);
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (InvalidPathException e) {
            // A name that this process's locale cannot express is as good as none.
            return UNNAMED;
        }
    }
}
