package io.tickwire.tck.stress;

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

/** A real transport that fails as a whole at the call that it is told to. */
final class FailingTransport implements Transport {
    /** Where it can fail: before the call has done its work, or after. */
    enum Point {
        SUBMIT,
        BEFORE_FLUSH,
        AFTER_FLUSH,
        CANCEL,
        BEFORE_HARVEST,
        AFTER_HARVEST
    }

    static final String MESSAGE = "failed on purpose";

    private final Transport real;
    private Point point = Point.SUBMIT;
    private int callsLeft = -1;

    FailingTransport(Transport real) {
        this.real = real;
    }

    /** Has the n-th call from now on that passes a point fail. */
    void failAt(Point newPoint, int calls) {
        point = newPoint;
        callsLeft = calls;
    }

    private void pass(Point passed) {
        if (passed == point && callsLeft > 0 && --callsLeft == 0) {
            throw new IllegalStateException(MESSAGE);
        }
    }

    @Override
    public boolean submit(TransportOperation operation) {
        pass(Point.SUBMIT);
        return real.submit(operation);
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        pass(Point.CANCEL);
        real.cancel(slot, cancelSlot);
    }

    @Override
    public void flush() {
        pass(Point.BEFORE_FLUSH);
        real.flush();
        pass(Point.AFTER_FLUSH);
    }

    @Override
    public void harvest(long waitNanos) {
        pass(Point.BEFORE_HARVEST);
        real.harvest(waitNanos);
        pass(Point.AFTER_HARVEST);
    }

    @Override
    public Capabilities capabilities() {
        return real.capabilities();
    }

    @Override
    public Optional<IoEventLoop> eventLoop() {
        return real.eventLoop();
    }

    @Override
    public void start() {
        real.start();
    }

    @Override
    public TransportHandle listen(SocketAddress address, SocketOptions options) throws IOException {
        return real.listen(address, options);
    }

    @Override
    public TransportHandle bind(SocketAddress address, SocketOptions options) throws IOException {
        return real.bind(address, options);
    }

    @Override
    public SocketAddress localAddress(TransportHandle handle) {
        return real.localAddress(handle);
    }

    @Override
    public Optional<SocketAddress> remoteAddress(TransportHandle handle) {
        return real.remoteAddress(handle);
    }

    @Override
    public int chainLengthMax() {
        return real.chainLengthMax();
    }

    @Override
    public void wakeup() {
        real.wakeup();
    }

    @Override
    public void recycle(GroupBuffers group, int index) {
        real.recycle(group, index);
    }

    @Override
    public void closeNow(TransportHandle handle) {
        real.closeNow(handle);
    }

    @Override
    public long submittingEntries() {
        return real.submittingEntries();
    }

    @Override
    public long reapingEntries() {
        return real.reapingEntries();
    }

    @Override
    public int ignoredWishes() {
        return real.ignoredWishes();
    }

    @Override
    public void close() {
        real.close();
    }

    @Override
    public boolean isDrained() {
        return real.isDrained();
    }
}
