package io.tickwire;

import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A transport that counts its wake-ups, and can do nothing else. */
final class WakeupCount implements Transport {
    private final AtomicInteger count = new AtomicInteger();

    int get() {
        return count.get();
    }

    @Override
    public void wakeup() {
        count.incrementAndGet();
    }

    @Override
    public Capabilities capabilities() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TransportHandle listen(SocketAddress address, SocketOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TransportHandle bind(SocketAddress address, SocketOptions options) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void flush() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void harvest(long waitNanos) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void closeNow(TransportHandle handle) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    @Override
    public boolean isDrained() {
        return true;
    }
}
