package io.tickwire.epoll;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.SocketOptions;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A started epoll transport, its sink, and operations by one line each. */
final class Rig implements AutoCloseable, CompletionSink {
    static final InetSocketAddress LOOPBACK =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final long LIMIT_NANOS = 20_000_000_000L;
    private static final long WAIT_NANOS = 50_000_000;

    final Transport transport;
    private final Map<Integer, Integer> results = new HashMap<>();
    private final Map<Integer, TransportHandle> opened = new HashMap<>();
    private final List<ByteBuf> buffers = new ArrayList<>();
    private int slots;

    Rig() throws IOException {
        TransportConfig config = new TransportConfig(1 << 12, 256, BatchConfig.DEFAULT);
        transport = new EpollTransportProvider().create(config, this);
        transport.start();
    }

    TransportHandle listen(SocketAddress address) throws IOException {
        return transport.listen(address, SocketOptions.DEFAULT);
    }

    int accept(TransportHandle listener) {
        return submit(IoOpType.ACCEPT, listener, null, List.of(), 0, false);
    }

    int connect(SocketAddress address) {
        return submit(IoOpType.CONNECT, null, address, List.of(), 0, false);
    }

    int receive(TransportHandle stream, ByteBuf buffer) {
        return submit(IoOpType.RECV, stream, null, List.of(buffer), 0, false);
    }

    int send(TransportHandle stream, ByteBuf... regions) {
        return submit(IoOpType.SEND, stream, null, List.of(regions), 0, false);
    }

    int shutdown(TransportHandle stream, int how) {
        return submit(IoOpType.SHUTDOWN, stream, null, List.of(), how, false);
    }

    int close(TransportHandle handle, boolean isAbort) {
        return submit(IoOpType.CLOSE, handle, null, List.of(), 0, isAbort);
    }

    /** Connects to a listener of this rig; answers the client's end and the server's. */
    TransportHandle[] pair(TransportHandle listener) {
        int accepting = accept(listener);
        int connecting = connect(transport.localAddress(listener));
        return new TransportHandle[] {handle(connecting), handle(accepting)};
    }

    TransportHandle[] pair() throws IOException {
        return pair(listen(LOOPBACK));
    }

    /** Harvests until a slot has its result. */
    int await(int slot) {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!results.containsKey(slot)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("slot " + slot + " has no result");
            }
            transport.harvest(WAIT_NANOS);
        }
        return results.get(slot);
    }

    boolean isDone(int slot) {
        return results.containsKey(slot);
    }

    TransportHandle handle(int slot) {
        int result = await(slot);
        TransportHandle handle = opened.get(slot);
        if (handle == null) {
            throw new AssertionError("slot " + slot + " opened nothing: " + result);
        }
        return handle;
    }

    /** A direct buffer that lives as long as the rig. */
    ByteBuf buffer(int capacity) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
        buffers.add(buffer);
        return buffer;
    }

    ByteBuf zeroes(int count) {
        return buffer(count).writeZero(count);
    }

    @Override
    public void complete(int slot, int result) {
        results.put(slot, result);
    }

    @Override
    public void completeOpened(int slot, TransportHandle handle, boolean isLast) {
        results.put(slot, 0);
        opened.put(slot, handle);
    }

    @Override
    public void paused(int slot) {
        throw new AssertionError("paused: " + slot);
    }

    @Override
    public int shotRoom(int slot) {
        return 1000;
    }

    @Override
    public void close() {
        transport.close();
        buffers.forEach(ByteBuf::release);
    }

    private int submit(
            IoOpType type,
            @Nullable TransportHandle on,
            @Nullable SocketAddress to,
            List<ByteBuf> regions,
            int how,
            boolean isAbort) {
        int slot = slots++;
        if (!transport.submit(new Operation(slot, type, on, to, regions, how, isAbort))) {
            throw new AssertionError("the batch is full");
        }
        return slot;
    }

    @Override
    public void shot(int slot, int result) {
        throw new AssertionError("a shot of slot " + slot);
    }

    @Override
    public void completeMessage(int slot, int result, SocketAddress peer) {
        complete(slot, result);
    }

    @Override
    public void received(
            int slot, int result, int buffer, @Nullable SocketAddress peer, boolean isLast) {
        throw new AssertionError("a receive from a group in slot " + slot);
    }

    @Override
    public int groupRoom(int slot) {
        throw new AssertionError("no group in slot " + slot);
    }
}
