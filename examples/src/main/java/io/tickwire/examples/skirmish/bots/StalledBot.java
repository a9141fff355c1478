package io.tickwire.examples.skirmish.bots;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Reads nothing, and is no idler for all that: it pings. By that it also notices that it was
 * dropped.
 */
final class StalledBot extends Bot {
    private static final int RECEIVE_BUFFER_BYTES = 4096;
    private static final long PING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private long pingAtNanos;
    private boolean hasPinged;

    StalledBot(int number) {
        super(BotHabit.STALLED, number);
    }

    @Override
    int receiveBufferBytes() {
        return RECEIVE_BUFFER_BYTES;
    }

    @Override
    boolean isReading() {
        return false;
    }

    @Override
    void connected() throws IOException {
        link().stopReading();
        login();
    }

    @Override
    void act(long nowNanos) throws IOException {
        if (!hasPinged || nowNanos - pingAtNanos >= 0) {
            hasPinged = true;
            pingAtNanos = nowNanos + PING_NANOS;
            link().send(out -> protocol.ping(out, 1));
        }
    }
}
