package io.tickwire.simulation;

import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import io.tickwire.spi.TransportProvider;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A transport to put under chaos: does with each operation what a test says. */
final class FakeTransport implements Transport {
    /** A socket or file. */
    static final class Handle implements TransportHandle {}

    final CompletionSink sink;
    final List<Integer> submitted = new ArrayList<>();
    final Map<Integer, TransportOperation> live = new TreeMap<>();
    final List<TransportHandle> closed = new ArrayList<>();
    final List<Integer> recycled = new ArrayList<>();
    final List<Integer> cancelled = new ArrayList<>();

    /** Run by the next harvest. */
    final Deque<Runnable> results = new ArrayDeque<>();

    /** What becomes of an operation at the flush. */
    Consumer<TransportOperation> script = operation -> complete(operation.slot(), 0);

    int roomLeft = Integer.MAX_VALUE;
    int chainLengthMax = 1;
    int closes;
    private final List<TransportOperation> unflushed = new ArrayList<>();

    private FakeTransport(CompletionSink sink) {
        this.sink = sink;
    }

    /** A provider of one such transport, which the consumer gets. */
    static TransportProvider provider(Consumer<FakeTransport> made) {
        return new TransportProvider() {
            @Override
            public String name() {
                return "fake";
            }

            @Override
            public int priority() {
                return 0;
            }

            @Override
            public void selfTest() {}

            @Override
            public Transport create(TransportConfig config, CompletionSink sink) {
                FakeTransport transport = new FakeTransport(sink);
                made.accept(transport);
                return transport;
            }
        };
    }

    void complete(int slot, int result) {
        live.remove(slot);
        sink.complete(slot, result);
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.all(Support.EMULATED);
    }

    @Override
    public TransportHandle listen(SocketAddress address, SocketOptions options) {
        return new Handle();
    }

    @Override
    public TransportHandle bind(SocketAddress address, SocketOptions options) {
        return new Handle();
    }

    @Override
    public SocketAddress localAddress(TransportHandle handle) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<SocketAddress> remoteAddress(TransportHandle handle) {
        return Optional.empty();
    }

    @Override
    public boolean submit(TransportOperation operation) {
        if (roomLeft == 0) {
            return false;
        }
        roomLeft--;
        submitted.add(operation.slot());
        live.put(operation.slot(), operation);
        unflushed.add(operation);
        return true;
    }

    @Override
    public int chainLengthMax() {
        return chainLengthMax;
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        cancelled.add(slot);
        boolean isLive = live.containsKey(slot);
        if (isLive) {
            complete(slot, IoStatus.ECANCELED.result());
        }
        if (cancelSlot >= 0) {
            sink.complete(cancelSlot, isLive ? 0 : IoStatus.ENOENT.result());
        }
    }

    @Override
    public void flush() {
        List<TransportOperation> batch = List.copyOf(unflushed);
        unflushed.clear();
        batch.forEach(script);
    }

    @Override
    public void harvest(long waitNanos) {
        flush();
        while (!results.isEmpty()) {
            results.poll().run();
        }
    }

    @Override
    public void wakeup() {}

    @Override
    public void recycle(GroupBuffers group, int index) {
        recycled.add(index);
        group.put(index);
    }

    @Override
    public void closeNow(TransportHandle handle) {
        closed.add(handle);
    }

    @Override
    public void close() {
        closes++;
    }

    @Override
    public boolean isDrained() {
        return true;
    }
}
