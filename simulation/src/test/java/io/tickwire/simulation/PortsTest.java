package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PortsTest {
    private final Ports<String> ports = new Ports<>(new SplittableRandom(3));

    private boolean bind(String host, boolean isV6Only, boolean isShared, String name)
            throws UnknownHostException {
        InetSocketAddress wish = new InetSocketAddress(InetAddress.getByName(host), 80);
        InetSocketAddress found = ports.find(wish, isV6Only, isShared);
        if (found != null) {
            ports.add(new Ports.Binding<>(found, isV6Only, isShared, name));
        }
        return found != null;
    }

    private String target(String host) throws UnknownHostException {
        return ports.target(new InetSocketAddress(InetAddress.getByName(host), 80));
    }

    @Test
    @DisplayName("an address is in use if another stands for it, in either family")
    void collisions() throws UnknownHostException {
        assertThat(bind("127.0.0.1", false, false, "a")).isTrue();
        assertThat(bind("127.0.0.1", false, false, "b")).isFalse();
        assertThat(bind("127.0.0.1", false, true, "b")).isFalse();
        assertThat(bind("0.0.0.0", false, false, "b")).isFalse();
        assertThat(bind("::", false, false, "b")).isFalse();
        assertThat(bind("::", true, false, "six")).isTrue();
        assertThat(bind("::1", false, false, "b")).isFalse();
        assertThat(bind("127.0.0.2", false, false, "c")).isTrue();
        assertThat(target("127.0.0.1")).isEqualTo("a");
        assertThat(target("127.0.0.2")).isEqualTo("c");
        assertThat(target("::1")).isEqualTo("six");
        assertThat(target("127.0.0.3")).isNull();
        ports.remove("a", 80);
        ports.remove("a", 80);
        assertThat(target("127.0.0.1")).isNull();
        assertThat(bind("127.0.0.1", false, false, "again")).isTrue();
    }

    @Test
    @DisplayName("an unspecified address takes what no closer one does")
    void unspecifiedAddress() throws UnknownHostException {
        assertThat(bind("0.0.0.0", false, true, "all")).isTrue();
        assertThat(bind("10.1.1.1", false, true, "one")).isTrue();
        assertThat(target("10.1.1.1")).isEqualTo("one");
        assertThat(target("10.1.1.2")).isEqualTo("all");
        assertThat(target("::1")).isNull();
        assertThat(bind("::1", false, false, "six")).isTrue();
        assertThat(bind("::", false, true, "both")).isFalse();
        ports.remove("six", 80);
        assertThat(bind("::", false, true, "both")).isTrue();
        assertThat(target("::1")).isEqualTo("both");
    }

    @Test
    @DisplayName("those that share a port all get some")
    void sharedPorts() throws UnknownHostException {
        assertThat(bind("127.0.0.1", false, true, "a")).isTrue();
        assertThat(bind("127.0.0.1", false, true, "b")).isTrue();
        Set<String> got = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            got.add(target("127.0.0.1"));
        }
        assertThat(got).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    @DisplayName("port 0 gives each its own port until all are in use")
    void portsRunOut() {
        Set<Integer> given = new HashSet<>();
        InetSocketAddress wish = new InetSocketAddress(Addresses.LOOPBACK_4, 0);
        for (InetSocketAddress free = ports.find(wish, false, false);
                free != null;
                free = ports.find(wish, false, false)) {
            ports.add(new Ports.Binding<>(free, false, false, "x"));
            given.add(free.getPort());
        }
        assertThat(given).hasSize(60999 - 32768 + 1);
    }
}
