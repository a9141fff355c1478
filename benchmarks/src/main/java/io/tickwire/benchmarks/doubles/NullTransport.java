package io.tickwire.benchmarks.doubles;

import io.tickwire.IoOpType;
import io.tickwire.SocketOptions;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Completes every NOP with 0 and does nothing else, so that what is left of a measurement is core.
 * Everything else completes with EOPNOTSUPP.
 */
final class NullTransport implements Transport {
    /** In which order a batch completes. */
    enum Order {
        SUBMITTED,
        REVERSED,
        SHUFFLED
    }

    private static final int EOPNOTSUPP = -95;

    private final CompletionSink sink;
    private final Order order;
    private final int[] slots;
    private final int[] results;
    private final Permutations permutations = new Permutations();
    private int count;
    private volatile boolean isWoken;

    NullTransport(TransportConfig config, CompletionSink sink, Order order) {
        this.sink = sink;
        this.order = order;
        slots = new int[config.slots()];
        results = new int[config.slots()];
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.all(Support.UNSUPPORTED)
                .with(IoOpType.NOP, Support.NATIVE)
                .with(IoOpType.CONNECT, Support.NATIVE)
                .with(IoOpType.SEND, Support.NATIVE);
    }

    @Override
    public TransportHandle listen(SocketAddress address, SocketOptions options) throws IOException {
        throw new IOException("the null transport has no sockets");
    }

    @Override
    public SocketAddress localAddress(TransportHandle handle) {
        throw new UnsupportedOperationException("the null transport has no sockets");
    }

    @Override
    public Optional<SocketAddress> remoteAddress(TransportHandle handle) {
        return Optional.empty();
    }

    @Override
    public boolean submit(TransportOperation operation) {
        if (operation.type() == IoOpType.CONNECT) {
            sink.completeOpened(operation.slot(), new TransportHandle() {}, true);
            return true;
        }
        int result = result(operation);
        if (order == Order.SUBMITTED) {
            sink.complete(operation.slot(), result);
        } else {
            slots[count] = operation.slot();
            results[count] = result;
            count++;
        }
        return true;
    }

    private static int result(TransportOperation operation) {
        return switch (operation.type()) {
            case NOP -> 0;
            case SEND -> bytes(operation);
            default -> EOPNOTSUPP;
        };
    }

    private static int bytes(TransportOperation send) {
        int bytes = 0;
        for (int i = 0; i < send.segmentCount(); i++) {
            bytes += send.segmentLength(i);
        }
        return bytes;
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        throw new UnsupportedOperationException("nothing stays with the null transport");
    }

    @Override
    public void flush() {
        if (count > 0) {
            completeHeld();
        }
    }

    @Override
    public void harvest(long waitNanos) {
        flush();
        if (waitNanos > 0 && !isWoken) {
            LockSupport.parkNanos(this, Math.min(waitNanos, 1_000_000));
        }
        isWoken = false;
    }

    @Override
    public void wakeup() {
        isWoken = true;
    }

    @Override
    public void closeNow(TransportHandle handle) {
        // There is nothing behind a handle.
    }

    @Override
    public boolean isDrained() {
        return true;
    }

    @Override
    public void close() {}

    private void completeHeld() {
        int held = count;
        count = 0;
        if (order == Order.REVERSED) {
            for (int i = held - 1; i >= 0; i--) {
                sink.complete(slots[i], results[i]);
            }
            return;
        }
        for (int i : permutations.next(held)) {
            sink.complete(slots[i], results[i]);
        }
    }

    @Override
    public TransportHandle bind(SocketAddress address, SocketOptions options) throws IOException {
        return listen(address, options);
    }
}
