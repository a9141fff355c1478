package io.tickwire.properties;

import io.netty.channel.IoEventLoop;
import io.tickwire.SocketOptions;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * A transport whose waits end: a phase that waits for a result which is lost would hang, and a
 * property has to fail instead.
 */
final class WatchedTransport implements Transport {
    private static final long STALL_NANOS = 4_000_000_000L;
    private static final long SLICE_NANOS = 200_000_000L;

    private final Transport inner;
    private final ShuffledSink sink;
    private final StallWatch watch;
    private long stalledNanos;

    WatchedTransport(Transport inner, ShuffledSink sink, StallWatch watch) {
        this.inner = inner;
        this.sink = sink;
        this.watch = watch;
    }

    @Override
    public boolean submit(TransportOperation operation) {
        boolean isTaken = inner.submit(operation);
        sink.release();
        return isTaken;
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        inner.cancel(slot, cancelSlot);
        sink.release();
    }

    @Override
    public void flush() {
        inner.flush();
        sink.release();
    }

    @Override
    public void harvest(long waitNanos) {
        long before = sink.passed();
        long start = System.nanoTime();
        inner.harvest(Math.min(waitNanos, SLICE_NANOS));
        sink.release();
        if (sink.passed() != before || waitNanos == 0) {
            stalledNanos = 0;
            return;
        }
        stalledNanos += System.nanoTime() - start;
        if (stalledNanos > STALL_NANOS) {
            throw watch.stalled();
        }
    }

    @Override
    public void closeNow(TransportHandle handle) {
        inner.closeNow(handle);
        sink.release();
    }

    @Override
    public void close() {
        inner.close();
        sink.release();
    }

    @Override
    public Capabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public Optional<IoEventLoop> eventLoop() {
        return inner.eventLoop();
    }

    @Override
    public void start() {
        inner.start();
    }

    @Override
    public TransportHandle listen(SocketAddress address, SocketOptions options) throws IOException {
        return inner.listen(address, options);
    }

    @Override
    public TransportHandle bind(SocketAddress address, SocketOptions options) throws IOException {
        return inner.bind(address, options);
    }

    @Override
    public SocketAddress localAddress(TransportHandle handle) {
        return inner.localAddress(handle);
    }

    @Override
    public Optional<SocketAddress> remoteAddress(TransportHandle handle) {
        return inner.remoteAddress(handle);
    }

    @Override
    public int chainLengthMax() {
        return inner.chainLengthMax();
    }

    @Override
    public void wakeup() {
        inner.wakeup();
    }

    @Override
    public void recycle(GroupBuffers group, int index) {
        inner.recycle(group, index);
    }

    @Override
    public long submittingEntries() {
        return inner.submittingEntries();
    }

    @Override
    public long reapingEntries() {
        return inner.reapingEntries();
    }

    @Override
    public int ignoredWishes() {
        return inner.ignoredWishes();
    }

    @Override
    public boolean isDrained() {
        return inner.isDrained();
    }
}
