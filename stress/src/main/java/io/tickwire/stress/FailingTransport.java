package io.tickwire.stress;

import io.tickwire.spi.ForwardingTransport;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportOperation;

/** A real transport that fails as a whole at the call that it is told to. */
final class FailingTransport extends ForwardingTransport {
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

    private Point point = Point.SUBMIT;
    private int callsLeft = -1;

    FailingTransport(Transport real) {
        super(real);
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
        return inner.submit(operation);
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        pass(Point.CANCEL);
        inner.cancel(slot, cancelSlot);
    }

    @Override
    public void flush() {
        pass(Point.BEFORE_FLUSH);
        inner.flush();
        pass(Point.AFTER_FLUSH);
    }

    @Override
    public void harvest(long waitNanos) {
        pass(Point.BEFORE_HARVEST);
        inner.harvest(waitNanos);
        pass(Point.AFTER_HARVEST);
    }
}
