package io.tickwire.simulation;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Who is bound to which port, of one protocol: see bind(2). The unspecified address of IPv4 stands
 * for all addresses of IPv4, that of IPv6 for those of both families, or with v6Only for those of
 * IPv6. For one thread.
 */
final class Ports<T> {
    /** The range of ports that the system chooses from: ip(7), ip_local_port_range. */
    private static final int FIRST = 32768;

    private static final int LAST = 60999;

    private final SplittableRandom random;
    private final Map<Integer, List<Binding<T>>> byPort = new HashMap<>();
    private int next = FIRST;

    Ports(SplittableRandom random) {
        this.random = random;
    }

    /** Something bound to an address. */
    record Binding<T>(InetSocketAddress address, boolean isV6Only, boolean isShared, T target) {
        private boolean isWildcard() {
            return address.getAddress().isAnyLocalAddress();
        }

        private boolean takes(InetAddress host) {
            return takes(address.getAddress(), isV6Only, host);
        }

        private boolean collides(InetAddress host, boolean isOtherV6Only) {
            return takes(host) || takes(host, isOtherV6Only, address.getAddress());
        }

        private static boolean takes(InetAddress bound, boolean isV6Only, InetAddress host) {
            if (!bound.isAnyLocalAddress()) {
                return bound.equals(host);
            }
            boolean isIpv6 = host instanceof Inet6Address;
            return bound instanceof Inet6Address ? isIpv6 || !isV6Only : !isIpv6;
        }
    }

    /**
     * The address that a wish comes to: with port 0 one that is free.
     *
     * @param isShared whether others that share may have it too
     * @return the address, or null if it is in use
     */
    @Nullable InetSocketAddress find(InetSocketAddress wish, boolean isV6Only, boolean isShared) {
        if (wish.getPort() != 0) {
            return isFree(wish.getAddress(), wish.getPort(), isV6Only, isShared) ? wish : null;
        }
        for (int tries = LAST - FIRST; tries >= 0; tries--) {
            int port = next;
            next = port == LAST ? FIRST : port + 1;
            if (isFree(wish.getAddress(), port, isV6Only, false)) {
                return new InetSocketAddress(wish.getAddress(), port);
            }
        }
        return null;
    }

    private boolean isFree(InetAddress host, int port, boolean isV6Only, boolean isShared) {
        for (Binding<T> binding : at(port)) {
            if (binding.collides(host, isV6Only) && !(isShared && binding.isShared)) {
                return false;
            }
        }
        return true;
    }

    void add(Binding<T> binding) {
        byPort.computeIfAbsent(binding.address.getPort(), port -> new ArrayList<>(1)).add(binding);
    }

    void remove(T target, int port) {
        List<Binding<T>> bindings = byPort.get(port);
        if (bindings != null) {
            bindings.removeIf(binding -> binding.target == target);
            if (bindings.isEmpty()) {
                byPort.remove(port);
            }
        }
    }

    /** Who gets what is sent to an address: the closest match, one of them if they share. */
    @Nullable T target(InetSocketAddress address) {
        List<Binding<T>> bindings = at(address.getPort());
        if (bindings.size() == 1) {
            Binding<T> only = bindings.get(0);
            return only.takes(address.getAddress()) ? only.target : null;
        }
        T found = closest(bindings, address.getAddress(), false);
        return found == null ? closest(bindings, address.getAddress(), true) : found;
    }

    private @Nullable T closest(List<Binding<T>> bindings, InetAddress host, boolean isWildcard) {
        T found = null;
        int count = 0;
        for (Binding<T> binding : bindings) {
            if (binding.isWildcard() == isWildcard
                    && binding.takes(host)
                    && random.nextInt(++count) == 0) {
                found = binding.target;
            }
        }
        return found;
    }

    private List<Binding<T>> at(int port) {
        return byPort.getOrDefault(port, List.of());
    }
}
