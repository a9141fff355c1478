package io.tickwire.simulation;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.Readiness;
import io.tickwire.readiness.ReadinessDatagram;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A datagram socket of the program's. Belongs to the loop's thread. */
final class SimDatagram extends ReadinessDatagram implements SimSocket {
    private final FaultInjector faults;
    private final StreamTap tap;
    private final DatagramEnd end;
    private final SimWatch watch;
    private SocketAddress lastPeer;

    SimDatagram(SimBackend backend, SocketAddress address, SocketOptions options)
            throws IOException {
        faults = backend.faults();
        tap = backend.tap();
        end =
                backend.network()
                        .datagrams()
                        .bind(
                                address,
                                DatagramEnd.buffers(
                                        options.sendBufferBytes(), options.receiveBufferBytes()),
                                options.v6Only(),
                                options.reusePort());
        lastPeer = end.local();
        watch = new SimWatch(backend, this);
        end.ownedBy(this::arrived, watch::changed);
    }

    private void arrived() {
        tap.arrived(this);
        watch.changed();
    }

    @Override
    protected int send(TransportOperation operation) {
        int length = 0;
        for (int i = 0; i < operation.segmentCount(); i++) {
            length += operation.segmentLength(i);
        }
        int refusal = Datagrams.refusal(end, operation.address(), length);
        if (refusal != 0) {
            return refusal;
        }
        if (faults.strikes(Fault.NO_BUFFERS)) {
            return IoStatus.ENOBUFS.result();
        }
        if (!end.hasRoom(length)) {
            end.awaitRoom();
            return WOULD_BLOCK;
        }
        end.send((InetSocketAddress) operation.address(), gather(operation, length));
        return length;
    }

    private static byte[] gather(TransportOperation operation, int bytes) {
        byte[] all = new byte[bytes];
        int filled = 0;
        for (int i = 0; i < operation.segmentCount(); i++) {
            int length = operation.segmentLength(i);
            operation.segmentBuffer(i).getBytes(operation.segmentIndex(i), all, filled, length);
            filled += length;
        }
        return all;
    }

    @Override
    protected int receive(TransportOperation operation) {
        Datagram datagram = take();
        if (datagram == null) {
            return WOULD_BLOCK;
        }
        byte[] bytes = datagram.bytes();
        int taken = 0;
        for (int i = 0; i < operation.segmentCount() && taken < bytes.length; i++) {
            int length = Math.min(operation.segmentLength(i), bytes.length - taken);
            operation.segmentBuffer(i).setBytes(operation.segmentIndex(i), bytes, taken, length);
            taken += length;
        }
        return taken < bytes.length ? IoStatus.EMSGSIZE.result() : taken;
    }

    @Override
    protected int receive(ByteBuf buffer, int index, int length) {
        Datagram datagram = take();
        if (datagram == null) {
            return WOULD_BLOCK;
        }
        byte[] bytes = datagram.bytes();
        if (bytes.length > length) {
            return IoStatus.EMSGSIZE.result();
        }
        buffer.setBytes(index, bytes);
        return bytes.length;
    }

    private @Nullable Datagram take() {
        Datagram datagram = end.receive();
        if (datagram != null) {
            lastPeer = datagram.source();
            tap.taken(this, end.isReadable());
        }
        return datagram;
    }

    @Override
    protected SocketAddress lastPeer() {
        return lastPeer;
    }

    @Override
    public int holding() {
        int bits = end.isReadable() ? Readiness.READABLE : 0;
        return end.isWritable() ? bits | Readiness.WRITABLE : bits;
    }

    @Override
    public void report(int bits) {
        becameReady(bits);
    }

    @Override
    public void crash() {
        end.close();
    }

    @Override
    protected int watch(int bits) {
        return watch.set(bits);
    }

    @Override
    protected int watchAgain(int bits) {
        return watch.renew(bits);
    }

    @Override
    protected void release(boolean isAbort) {
        watch.end();
        end.close();
    }

    @Override
    public SocketAddress localAddress() {
        return end.local();
    }

    @Override
    public String toString() {
        return "SimDatagram[" + end + "]";
    }
}
