package io.tickwire.simulation;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket: see udp(7). Its receive queue is bounded by bytes, and what comes to a full
 * one is dropped and counted. What it has sent counts against its send buffer until it has arrived.
 * For one thread.
 */
final class DatagramEnd {
    /** The most that a datagram holds over IPv4: 65,535 less the headers. */
    static final int BYTES_MAX = 65_507;

    /** Linux's net.core.rmem_default: see udp(7). */
    private static final int DEFAULT_BYTES = 212_992;

    private final Datagrams datagrams;
    private final InetSocketAddress local;
    private final int sendCapacity;
    private final int receiveCapacity;
    private final ArrayDeque<Datagram> queue = new ArrayDeque<>();
    private Runnable readable = () -> {};
    private Runnable writable = () -> {};
    private int queuedBytes;
    private int flyingBytes;
    private boolean isAwaitingRoom;
    private boolean isClosed;
    private long dropped;

    /** Where datagrams come from if the socket is bound to all addresses, by the one they go to. */
    private final Map<InetAddress, InetSocketAddress> sources = new HashMap<>();

    DatagramEnd(Datagrams datagrams, InetSocketAddress local, BufferSizes buffers) {
        this.datagrams = datagrams;
        this.local = local;
        sendCapacity = buffers.sendBytes();
        receiveCapacity = buffers.receiveBytes();
    }

    static BufferSizes buffers(int sendBytes, int receiveBytes) {
        return new BufferSizes(
                sendBytes == 0 ? DEFAULT_BYTES : sendBytes,
                receiveBytes == 0 ? DEFAULT_BYTES : receiveBytes);
    }

    /** Who is told when a datagram has arrived, and when there is room again. */
    void ownedBy(Runnable whenReadable, Runnable whenWritable) {
        readable = whenReadable;
        writable = whenWritable;
    }

    InetSocketAddress local() {
        return local;
    }

    /** A socket of IPv6 reaches IPv4 by mapped addresses only, which the JDK does not show. */
    boolean canReach(InetAddress host) {
        boolean isBoundToAll = local.getAddress().isAnyLocalAddress();
        return isBoundToAll
                || host instanceof Inet6Address == local.getAddress() instanceof Inet6Address;
    }

    /** The address that the receiver sees. */
    InetSocketAddress sourceFor(InetAddress target) {
        if (!local.getAddress().isAnyLocalAddress()) {
            return local;
        }
        InetAddress machine = Addresses.program(target);
        return sources.computeIfAbsent(machine, key -> new InetSocketAddress(key, local.getPort()));
    }

    boolean isReadable() {
        return !queue.isEmpty();
    }

    boolean isWritable() {
        return flyingBytes <= sendCapacity / 2;
    }

    /** Whether one more can be sent now; an empty buffer takes any. */
    boolean hasRoom(int length) {
        return flyingBytes == 0 || flyingBytes + Datagram.charge(length) <= sendCapacity;
    }

    /** Has the owner told once there is room. */
    void awaitRoom() {
        isAwaitingRoom = true;
    }

    void departed(int length) {
        flyingBytes += Datagram.charge(length);
    }

    void landed(int length) {
        flyingBytes -= Datagram.charge(length);
        if (isAwaitingRoom && isWritable()) {
            isAwaitingRoom = false;
            writable.run();
        }
    }

    void send(InetSocketAddress target, byte[] bytes) {
        datagrams.send(this, target, bytes);
    }

    void arrived(Datagram datagram) {
        if (isClosed || queuedBytes + datagram.charge() > receiveCapacity) {
            dropped++;
            return;
        }
        queuedBytes += datagram.charge();
        queue.add(datagram);
        readable.run();
    }

    @Nullable Datagram receive() {
        Datagram first = queue.poll();
        if (first != null) {
            queuedBytes -= first.charge();
        }
        return first;
    }

    /** Datagrams that found no room. */
    long dropped() {
        return dropped;
    }

    void close() {
        if (!isClosed) {
            isClosed = true;
            readable = () -> {};
            writable = () -> {};
            datagrams.close(this);
        }
    }

    @Override
    public String toString() {
        return local + ": " + queue.size() + " datagrams wait, " + dropped + " dropped";
    }
}
