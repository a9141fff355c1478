package io.tickwire.spi;

import io.netty.channel.IoEventLoop;
import io.tickwire.SocketOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Passes each call on to another transport. For what stands between core and a transport to watch
 * it, to hold things back or to have it fail: a subclass overrides the calls that it changes. A
 * provider of such transports makes the one underneath, and may put a {@link CompletionSink} of its
 * own between it and core.
 */
public class ForwardingTransport implements Transport {
    /** The transport underneath, which is closed with this one. */
    protected final Transport inner;

    /**
     * Stands in front of a transport.
     *
     * @param inner gets all calls
     */
    protected ForwardingTransport(Transport inner) {
        this.inner = inner;
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
    public boolean submit(TransportOperation operation) {
        return inner.submit(operation);
    }

    @Override
    public int chainLengthMax() {
        return inner.chainLengthMax();
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        inner.cancel(slot, cancelSlot);
    }

    @Override
    public void flush() {
        inner.flush();
    }

    @Override
    public void harvest(long waitNanos) {
        inner.harvest(waitNanos);
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
    public void closeNow(TransportHandle handle) {
        inner.closeNow(handle);
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
    public void close() {
        inner.close();
    }

    @Override
    public boolean isDrained() {
        return inner.isDrained();
    }
}
