package io.tickwire.simulation;

import io.tickwire.IoStatus;
import io.tickwire.spi.BindFailures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The network's datagrams: each goes its own way. For one thread. */
final class Datagrams {
    /** How much later one arrives that others overtake, at most, in latencies. */
    private static final int DELAY_LATENCIES_MAX = 20;

    private final Network network;
    private final SplittableRandom random;
    private final Ports<DatagramEnd> ports;

    Datagrams(Network network, SplittableRandom random) {
        this.network = network;
        this.random = random;
        ports = new Ports<>(random);
    }

    /** Binds a socket. */
    DatagramEnd bind(SocketAddress wish, BufferSizes buffers, boolean isV6Only, boolean isShared)
            throws IOException {
        BindFailures.requireUsable(wish);
        if (!(wish instanceof InetSocketAddress)) {
            throw BindFailures.noUnixDatagrams(wish);
        }
        InetSocketAddress address = ports.find(Network.resolved(wish), isV6Only, isShared);
        if (address == null) {
            throw Network.inUse(wish);
        }
        DatagramEnd end = new DatagramEnd(this, address, buffers);
        ports.add(new Ports.Binding<>(address, isV6Only, isShared, end));
        return end;
    }

    void close(DatagramEnd end) {
        ports.remove(end, end.local().getPort());
    }

    /** Sends a copy of one datagram on its way; it may not arrive, or arrive twice. */
    void send(DatagramEnd from, InetSocketAddress target, byte[] bytes) {
        FaultInjector faults = network.faults();
        InetSocketAddress to = Addresses.reachable(target);
        InetSocketAddress source = from.sourceFor(to.getAddress());
        from.departed(bytes.length);
        boolean isLost = faults.strikes(Fault.DATAGRAM_LOST);
        long nanos = network.latencyNanos();
        if (faults.strikes(Fault.DATAGRAM_DELAYED)) {
            for (int i = random.nextInt(DELAY_LATENCIES_MAX); i >= 0; i--) {
                nanos += network.latencyNanos();
            }
        }
        network.time()
                .after(
                        nanos,
                        () -> {
                            from.landed(bytes.length);
                            if (!isLost) {
                                arrive(source, to, bytes);
                            }
                        });
        if (!isLost && faults.strikes(Fault.DATAGRAM_DUPLICATED)) {
            network.time().after(network.latencyNanos(), () -> arrive(source, to, bytes));
        }
    }

    private void arrive(InetSocketAddress source, InetSocketAddress to, byte[] bytes) {
        if (isCut(source.getAddress(), to.getAddress())) {
            return;
        }
        DatagramEnd end = ports.target(to);
        if (end != null) {
            end.arrived(new Datagram(source, bytes));
        }
    }

    private boolean isCut(InetAddress from, InetAddress to) {
        return network.isAnyCut() && network.host(from).isCutFrom(network.host(to));
    }

    /** Why a datagram cannot be sent at all, a negative canonical errno; 0 if it can. */
    static int refusal(DatagramEnd from, @Nullable SocketAddress to, int length) {
        if (!(to instanceof InetSocketAddress inet)
                || inet.isUnresolved()
                || !from.canReach(inet.getAddress())) {
            return IoStatus.EAFNOSUPPORT.result();
        }
        return length > DatagramEnd.BYTES_MAX ? IoStatus.EMSGSIZE.result() : 0;
    }
}
