package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AcceptLimitsTest {

    private final AcceptLimits limits = new AcceptLimits(true);

    private boolean admit(@Nullable SocketAddress peer) {
        return limits.admit(peer) != AcceptLimits.REFUSED;
    }

    private static SocketAddress peer(byte[] host, int scope) throws UnknownHostException {
        InetAddress address =
                scope == 0
                        ? InetAddress.getByAddress(host)
                        : Inet6Address.getByAddress(null, host, scope);
        return new InetSocketAddress(address, 1);
    }

    @Test
    @DisplayName("limit: streams whose address is not known count as if they had one in common")
    void unknownAddresses() throws UnknownHostException {
        limits.set(AcceptLimits.NONE, 2);
        int first = limits.admit(null);
        assertThat(first).isNotEqualTo(AcceptLimits.REFUSED);
        assertThat(admit(null)).isTrue();
        assertThat(admit(null)).isFalse();
        assertThat(admit(peer(new byte[] {127, 0, 0, 1}, 0))).isTrue();
        assertThat(limits.refused()).isEqualTo(1);
        limits.leave(first);
        assertThat(admit(null)).isTrue();
        assertThat(admit(null)).isFalse();
    }

    @Test
    @DisplayName("limit: a link-local address is another one on another interface")
    void scopes() throws UnknownHostException {
        byte[] host = new byte[16];
        host[0] = (byte) 0xfe;
        host[1] = (byte) 0x80;
        limits.set(AcceptLimits.NONE, 1);
        assertThat(admit(peer(host, 2))).isTrue();
        assertThat(admit(peer(host, 2))).isFalse();
        assertThat(admit(peer(host, 3))).isTrue();
    }

    @Test
    @DisplayName("limit: addresses that are mapped into IPv6 are those of IPv4")
    void mapped() throws UnknownHostException {
        byte[] host = new byte[16];
        host[10] = -1;
        host[11] = -1;
        host[12] = 10;
        limits.set(AcceptLimits.NONE, 1);
        assertThat(admit(peer(new byte[] {10, 0, 0, 0}, 0))).isTrue();
        assertThat(admit(peer(host, 0))).isFalse();
    }

    @Test
    @DisplayName("limit: 14,000 addresses of one hash code cost as few looks as any others")
    void collidingAddresses() throws UnknownHostException {
        limits.set(AcceptLimits.NONE, 1);
        int[] streams = new int[14_000];
        long before = limits.probes();
        for (int i = 0; i < streams.length; i++) {
            // The hash code of an IPv6 address is the sum of its words, of signed bytes.
            byte[] host = new byte[16];
            host[2] = (byte) (i >>> 7);
            host[3] = (byte) (i & 127);
            host[6] = (byte) -host[2];
            host[7] = (byte) -host[3];
            SocketAddress peer = peer(host, 0);
            assertThat(((InetSocketAddress) peer).getAddress().hashCode()).isZero();
            streams[i] = limits.admit(peer);
            assertThat(streams[i]).isNotEqualTo(AcceptLimits.REFUSED);
            assertThat(admit(peer)).isFalse();
        }
        // Two misses and a hit each, at most half full: 2.5 and 1.5 looks are expected.
        assertThat(limits.probes() - before).isLessThan(8 * 14_000);
        for (int stream : streams) {
            limits.leave(stream);
        }
        assertThat(limits.addresses()).isZero();
        assertThat(limits.open()).isZero();
    }

    @Test
    @DisplayName("limit: streams in all, whatever their addresses, until one of them leaves")
    void inAll() throws UnknownHostException {
        limits.set(2, AcceptLimits.NONE);
        int first = limits.admit(null);
        assertThat(first).isNotEqualTo(AcceptLimits.REFUSED);
        assertThat(admit(peer(new byte[] {10, 0, 0, 1}, 0))).isTrue();
        assertThat(admit(peer(new byte[] {10, 0, 0, 2}, 0))).isFalse();
        assertThat(limits.isPerAddress()).isFalse();
        limits.leave(first);
        assertThat(admit(peer(new byte[] {10, 0, 0, 2}, 0))).isTrue();
        assertThat(limits.open()).isEqualTo(2);
        assertThat(limits.refused()).isEqualTo(1);
    }

    @Test
    @DisplayName("limit: a stream that came before the limit per address counts once it is told")
    void limitedLater() throws UnknownHostException {
        SocketAddress peer = peer(new byte[] {10, 0, 0, 1}, 0);
        assertThat(limits.admit(peer)).isEqualTo(AcceptLimits.UNCOUNTED);
        assertThat(limits.addresses()).isZero();
        limits.set(AcceptLimits.NONE, 1);
        int early = limits.count(peer);
        assertThat(admit(peer)).isFalse();
        limits.leave(early);
        assertThat(limits.open()).isZero();
        assertThat(admit(peer)).isTrue();
    }

    @Test
    @DisplayName("limit: over a Unix socket, streams count in all only")
    void unixSockets() {
        AcceptLimits unix = new AcceptLimits(false);
        unix.set(3, 1);
        assertThat(unix.isPerAddress()).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(unix.admit(null)).isEqualTo(AcceptLimits.UNCOUNTED);
        }
        assertThat(unix.admit(null)).isEqualTo(AcceptLimits.REFUSED);
        assertThat(unix.addresses()).isZero();
    }

    @Test
    @DisplayName("limit: less than one stream is refused, and the limits that were set stay")
    void ranges() {
        limits.set(1, 1);
        assertThatThrownBy(() -> limits.set(0, 1)).hasMessageContaining("0 in all, 1 per address");
        assertThatThrownBy(() -> limits.set(2, -1)).hasMessageContaining("-1 per address");
        assertThat(admit(null)).isTrue();
        assertThat(admit(null)).isFalse();
    }
}
