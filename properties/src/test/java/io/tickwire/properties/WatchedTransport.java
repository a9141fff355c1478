package io.tickwire.properties;

import io.tickwire.spi.ForwardingTransport;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;

/**
 * A transport whose waits end: a phase that waits for a result which is lost would hang, and a
 * property has to fail instead.
 */
final class WatchedTransport extends ForwardingTransport {
    private static final long STALL_NANOS = 4_000_000_000L;
    private static final long SLICE_NANOS = 200_000_000L;

    private final ShuffledSink sink;
    private final StallWatch watch;
    private long stalledNanos;

    WatchedTransport(Transport inner, ShuffledSink sink, StallWatch watch) {
        super(inner);
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
}
