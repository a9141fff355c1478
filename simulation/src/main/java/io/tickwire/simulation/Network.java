package io.tickwire.simulation;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;

import io.tickwire.IoStatus;
import io.tickwire.readiness.files.ResultException;
import io.tickwire.spi.BindFailures;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What connects the program and its peers: addresses, ports, and how long things are under way. For
 * one thread.
 */
final class Network {
    private final VirtualTime time;
    private final SplittableRandom random;
    private final FaultInjector faults;
    private final Latency latency;
    private final Map<InetAddress, Host> hosts = new HashMap<>();
    private final Ports<Backlog> streams;
    private final Map<SocketAddress, Backlog> unixListeners = new HashMap<>();
    private final Datagrams datagrams;
    private final List<Flow> stalled = new ArrayList<>();
    private boolean isAnyCut;

    Network(VirtualTime time, SplittableRandom random, FaultInjector faults, Latency latency) {
        this.time = time;
        this.random = random;
        this.faults = faults;
        this.latency = latency;
        streams = new Ports<>(random);
        datagrams = new Datagrams(this, random);
    }

    VirtualTime time() {
        return time;
    }

    FaultInjector faults() {
        return faults;
    }

    Datagrams datagrams() {
        return datagrams;
    }

    /** How long something is under way. */
    long latencyNanos() {
        return latency.sampleNanos(random);
    }

    /**
     * How long something is under way between two ends: no time within a machine's Unix sockets.
     */
    long latencyNanos(StreamEnd from, StreamEnd to) {
        return from.host() == Host.LOCAL && to.host() == Host.LOCAL ? 0 : latencyNanos();
    }

    Host host(InetAddress address) {
        return hosts.computeIfAbsent(address, key -> new Host(key.getHostAddress()));
    }

    /** Cuts a machine off from all others: what is under way waits, what connects times out. */
    void partition(InetAddress address) {
        isAnyCut = true;
        host(address).cut(true);
    }

    /** Whether a machine has ever been cut off. */
    boolean isAnyCut() {
        return isAnyCut;
    }

    void heal(InetAddress address) {
        host(address).cut(false);
        List<Flow> waiting = List.copyOf(stalled);
        stalled.clear();
        for (Flow flow : waiting) {
            flow.unstall();
        }
    }

    /** Remembers what cannot get on before the network is healed. */
    void stall(Flow flow) {
        stalled.add(flow);
    }

    /** Opens a listener. */
    Backlog listen(
            SocketAddress wish,
            BufferSizes buffers,
            int limit,
            boolean isV6Only,
            boolean isShared,
            Runnable acceptable)
            throws IOException {
        BindFailures.requireUsable(wish);
        if (wish instanceof UnixDomainSocketAddress) {
            Backlog backlog = new Backlog(wish, buffers, limit, acceptable);
            if (unixListeners.putIfAbsent(wish, backlog) != null) {
                throw inUse(wish);
            }
            return backlog;
        }
        InetSocketAddress address = streams.find(resolved(wish), isV6Only, isShared);
        if (address == null) {
            throw inUse(wish);
        }
        Backlog backlog = new Backlog(address, buffers, limit, acceptable);
        streams.add(new Ports.Binding<>(address, isV6Only, isShared, backlog));
        return backlog;
    }

    /** As {@link BindFailures} words it, without a look at the real files. */
    static IOException inUse(SocketAddress address) {
        return new BindException(
                "cannot bind to " + address + ": " + IoStatus.EADDRINUSE.description());
    }

    static InetSocketAddress resolved(SocketAddress address) throws IOException {
        if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
            return inet;
        }
        throw new IOException(address + ": the name is not resolved, or the family not known");
    }

    void closeListener(Backlog backlog) {
        if (backlog.address() instanceof InetSocketAddress inet) {
            streams.remove(backlog, inet.getPort());
        } else {
            unixListeners.remove(backlog.address(), backlog);
        }
        backlog.close();
    }

    @Nullable Backlog listener(InetSocketAddress address) {
        return streams.target(address);
    }

    /**
     * Makes an end that is to be connected, from a port of the system's choice.
     *
     * @param from the machine's address; null for the program's
     */
    StreamEnd open(SocketAddress target, @Nullable InetAddress from, BufferSizes buffers)
            throws IOException {
        if (target instanceof UnixDomainSocketAddress) {
            SocketAddress unnamed = UnixDomainSocketAddress.of("");
            return new StreamEnd(this, Host.LOCAL, buffers, unnamed, target);
        }
        InetSocketAddress remote = Addresses.reachable(resolved(target));
        InetAddress machine = from == null ? Addresses.program(remote.getAddress()) : from;
        InetSocketAddress local = streams.find(new InetSocketAddress(machine, 0), false, false);
        if (local == null) {
            throw new ResultException(IoStatus.EADDRNOTAVAIL.result());
        }
        return new StreamEnd(this, host(machine), buffers, local, remote);
    }

    /** Starts to connect an end that was opened. Answers 0, WOULD_BLOCK or a negative errno. */
    int connect(StreamEnd client, boolean isToBeRefused) {
        if (client.remote() instanceof InetSocketAddress target) {
            new Handshake(this, client, target, isToBeRefused).request();
            return WOULD_BLOCK;
        }
        Backlog backlog = unixListeners.get(client.remote());
        if (backlog == null || isToBeRefused) {
            IoStatus status = backlog == null ? IoStatus.ENOENT : IoStatus.ECONNREFUSED;
            return status.result();
        }
        if (!backlog.reserve()) {
            return IoStatus.EAGAIN.result();
        }
        SocketAddress unnamed = client.local();
        StreamEnd server =
                new StreamEnd(this, Host.LOCAL, backlog.buffers(), backlog.address(), unnamed);
        StreamEnd.connect(client, server);
        backlog.add(server);
        return 0;
    }
}
