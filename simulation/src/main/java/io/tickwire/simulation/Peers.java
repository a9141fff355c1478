package io.tickwire.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.function.Supplier;

/** Makes a world's peers, each on a machine of its own unless it is told which. For one thread. */
final class Peers {
    private static final int BACKLOG = 1024;

    private final World world;
    private final Network network;
    private int machines;
    private byte[] scratch = new byte[4096];

    Peers(World world, Network network) {
        this.world = world;
        this.network = network;
    }

    InetAddress machineFor(SocketAddress target) {
        return target instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? nextMachine(inet.getAddress())
                : Addresses.LOOPBACK_4;
    }

    private InetAddress nextMachine(InetAddress family) {
        return Addresses.machine(machines++, family);
    }

    Peer connect(InetAddress machine, SocketAddress target, PeerHandler handler) {
        Objects.requireNonNull(handler, "handler");
        try {
            StreamEnd end = network.open(target, machine, BufferSizes.DEFAULT);
            Peer peer = new Peer(world, end, handler);
            peer.driver().connect(network);
            return peer;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    PeerListener listen(SocketAddress address, Supplier<? extends PeerHandler> handlers) {
        Objects.requireNonNull(handlers, "handlers");
        SocketAddress place = onOwnMachine(address);
        try {
            return new PeerListener(
                    world,
                    network,
                    handlers,
                    acceptable ->
                            network.listen(
                                    place, BufferSizes.DEFAULT, BACKLOG, false, false, acceptable));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    DatagramPeer bind(InetSocketAddress address, DatagramHandler handler) {
        Objects.requireNonNull(handler, "handler");
        BufferSizes buffers = DatagramEnd.buffers(0, 0);
        try {
            DatagramEnd end =
                    network.datagrams().bind(onOwnMachine(address), buffers, false, false);
            return new DatagramPeer(end, handler);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private SocketAddress onOwnMachine(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                        && !inet.isUnresolved()
                        && inet.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(nextMachine(inet.getAddress()), inet.getPort())
                : address;
    }

    static InetAddress machineOf(Peer peer) {
        if (peer.localAddress() instanceof InetSocketAddress inet) {
            return inet.getAddress();
        }
        throw new IllegalArgumentException("a Unix socket has no network: " + peer);
    }

    /** What a peer reads into; valid until the next read of any peer. */
    byte[] scratch(int bytes) {
        if (scratch.length < bytes) {
            scratch = new byte[Integer.highestOneBit(bytes - 1) << 1];
        }
        return scratch;
    }
}
