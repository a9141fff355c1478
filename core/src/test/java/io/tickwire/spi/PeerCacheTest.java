package io.tickwire.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.internal.AddressBits;
import io.tickwire.internal.KeyedHash;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PeerCacheTest {
    private final PeerCache cache = new PeerCache();

    private static InetSocketAddress peer(int address, int port) {
        byte[] host = {
            (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
        };
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static InetSocketAddress linkLocal(int last, int scope, int port)
            throws UnknownHostException {
        byte[] host = new byte[16];
        host[0] = (byte) 0xfe;
        host[1] = (byte) 0x80;
        host[15] = (byte) last;
        return new InetSocketAddress(Inet6Address.getByAddress(null, host, scope), port);
    }

    @Test
    @DisplayName("an equal address is the object that was seen first")
    void sameObject() throws UnknownHostException {
        SocketAddress first = cache.intern(peer(0x7f000001, 80));
        assertThat(cache.intern(peer(0x7f000001, 80))).isSameAs(first);
        assertThat(cache.internIpv4(0x7f000001, 80)).isSameAs(first);
        assertThat(cache.internIpv6(0, AddressBits.ofIpv4(0x7f000001), 0, 80)).isSameAs(first);
        assertThat(cache.intern(peer(0x7f000001, 81))).isNotSameAs(first);
        assertThat(cache.intern(peer(0x7f000002, 80))).isNotSameAs(first);

        SocketAddress six = cache.internIpv6(0xfe80L << 48, 1, 3, 80);
        assertThat(six).isEqualTo(linkLocal(1, 3, 80));
        assertThat(cache.intern(linkLocal(1, 3, 80))).isSameAs(six);

        SocketAddress unix = cache.intern(UnixDomainSocketAddress.of("/run/a"));
        assertThat(cache.intern(UnixDomainSocketAddress.of("/run/a"))).isSameAs(unix);
        assertThat(cache.intern(UnixDomainSocketAddress.of("/run/b"))).isNotSameAs(unix);
    }

    @Test
    @DisplayName("an address that is made of its parts is the one of the family, with its scope")
    void parts() {
        InetSocketAddress four = (InetSocketAddress) cache.internIpv4(0xc0000201, 65_535);
        assertThat(four.getAddress()).isInstanceOf(Inet4Address.class);
        assertThat(four).hasToString("/192.0.2.1:65535");
        InetSocketAddress six = (InetSocketAddress) cache.internIpv6(0x20010db8L << 32, 1, 0, 0);
        assertThat(six).hasToString("/[2001:db8:0:0:0:0:0:1]:0");
        InetSocketAddress scoped = (InetSocketAddress) cache.internIpv6(0xfe80L << 48, 1, 7, 1);
        assertThat(((Inet6Address) scoped.getAddress()).getScopeId()).isEqualTo(7);
    }

    @Test
    @DisplayName("link-local peers on two interfaces are two peers")
    void scopes() throws UnknownHostException {
        SocketAddress second = cache.intern(linkLocal(1, 2, 80));
        InetSocketAddress third = (InetSocketAddress) cache.intern(linkLocal(1, 3, 80));
        assertThat(third).isNotSameAs(second);
        assertThat(((Inet6Address) third.getAddress()).getScopeId()).isEqualTo(3);
    }

    @Test
    @DisplayName("14,000 addresses of one hash code cost as few looks as any others")
    void collidingAddresses() {
        int hash = peer(0x0a000001, 20_000).hashCode();
        for (int i = 0; i < 14_000; i++) {
            InetSocketAddress colliding = peer(0x0a000001 - i, 20_000 + i);
            assertThat(colliding.hashCode()).isEqualTo(hash);
            cache.intern(colliding);
        }
        long before = cache.probes();
        for (int i = 0; i < 14_000; i++) {
            cache.internIpv4(0x0a000001 - i, 20_000 + i);
        }
        // At half full 1.5 looks are expected for what is there.
        assertThat(cache.probes() - before).isLessThan(2 * 14_000);
    }

    @Test
    @DisplayName("paths of one hash code cost as few looks as any others")
    void collidingPaths() {
        List<SocketAddress> paths = new ArrayList<>();
        for (int i = 0; i < 4_096; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                // Both have the same hash code.
                name.append((i >>> bit & 1) == 0 ? "Aa" : "BB");
            }
            paths.add(UnixDomainSocketAddress.of(name.toString()));
            assertThat(paths.get(i).hashCode()).isEqualTo(paths.get(0).hashCode());
        }
        paths.forEach(cache::intern);
        long before = cache.probes();
        paths.forEach(cache::intern);
        assertThat(cache.probes() - before).isLessThan(2 * 4_096);
        assertThat(cache.size()).isEqualTo(4_096);
    }

    @Test
    @DisplayName("a flood of new addresses fills the cache, and takes nothing from who talks on")
    void flood() {
        List<SocketAddress> honest = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            honest.add(cache.internIpv4(0x7f000001, i));
        }
        int flooding = 0x0a000000;
        for (int tick = 0; tick < 20; tick++) {
            for (int i = 0; i < 12_000; i++) {
                cache.internIpv4(flooding++, 1);
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(cache.internIpv4(0x7f000001, i)).isSameAs(honest.get(i));
            }
        }
        assertThat(cache.size()).isEqualTo(PeerCache.CAPACITY);
    }

    @Test
    @DisplayName("which addresses are forgotten does not depend on the secret key")
    void independentOfKey() {
        PeerCache one = new PeerCache(new KeyedHash(1, 2));
        PeerCache other = new PeerCache(new KeyedHash(3, 4));
        List<SocketAddress> ofOne = new ArrayList<>();
        List<SocketAddress> ofOther = new ArrayList<>();
        Random random = new Random(5);
        int kept = 0;
        for (int i = 0; i < 200_000; i++) {
            int address = Math.min(random.nextInt(40_000), random.nextInt(40_000));
            ofOne.add(one.internIpv4(address, 9));
            ofOther.add(other.internIpv4(address, 9));
            int earlier = random.nextInt(i + 1);
            boolean isSame = ofOne.get(i) == ofOne.get(earlier);
            assertThat(ofOther.get(i) == ofOther.get(earlier)).isEqualTo(isSame);
            kept += isSame ? 1 : 0;
        }
        assertThat(kept).isPositive();
    }
}
