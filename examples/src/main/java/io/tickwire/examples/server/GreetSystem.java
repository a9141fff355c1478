package io.tickwire.examples.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.tickwire.IoCompletion;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import java.util.ArrayDeque;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Answers each connection with one byte and closes it. All sends share one buffer: each takes over
 * a reference of its own, and no index of it moves. Belongs to the loop's thread.
 */
public final class GreetSystem implements StreamSystem {
    /** What each peer gets. */
    public static final byte GREETING = '!';

    private static final long LATENCY_NANOS_MAX = 60_000_000_000L;

    private final ByteBufAllocator allocator;
    private final ArrayDeque<IoStream> waiting = new ArrayDeque<>();
    private final Histogram latencyNanos = new Histogram(LATENCY_NANOS_MAX, 3);

    /** Empty until the set-up. */
    private ByteBuf greeting = Unpooled.EMPTY_BUFFER;

    /** Whether the first one waiting has its greeting, so that only the CLOSE is to be queued. */
    private boolean isFirstGreeted;

    private long acceptedCount;
    private long failureCount;
    private long firstAcceptedNanos = -1;
    private long lastClosedNanos;
    private long nowNanos;

    /**
     * Makes the system.
     *
     * @param allocator where the greeting's direct buffer comes from
     */
    public GreetSystem(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public void setUp(SystemSetup setup) {
        greeting = allocator.directBuffer(1, 1).writeByte(GREETING);
    }

    @Override
    public void welcome(IoStream stream) {
        acceptedCount++;
        waiting.add(stream);
    }

    @Override
    public void run(TickContext tick) {
        nowNanos = tick.timeNanos();
        if (firstAcceptedNanos < 0 && !waiting.isEmpty()) {
            firstAcceptedNanos = nowNanos;
        }
        for (IoCompletion completion : tick.completions()) {
            take(completion);
        }
        greetWaiting(tick.intents(), tick.request());
    }

    @Override
    public String summary() {
        double seconds = Math.max(0, lastClosedNanos - firstAcceptedNanos) / 1e9;
        return String.format(
                Locale.ROOT,
                "%d connections accepted in %.3f s (%d of them failed); greeted to closed,"
                        + " in microseconds: p50 %.0f, p99 %.0f, max %.0f",
                acceptedCount,
                seconds,
                failureCount,
                latencyNanos.getValueAtPercentile(50) / 1e3,
                latencyNanos.getValueAtPercentile(99) / 1e3,
                latencyNanos.getMaxValue() / 1e3);
    }

    @Override
    public void tearDown() {
        waiting.clear();
        greeting.release();
    }

    private void take(IoCompletion completion) {
        switch (completion.operation()) {
            case SEND -> failureCount++; // errorsOnly: the peer was gone already
            case CLOSE -> closed(completion);
            default -> throw new IllegalStateException("not asked for: " + completion);
        }
    }

    private void closed(IoCompletion close) {
        lastClosedNanos = nowNanos;
        long nanos = nowNanos - close.userData();
        latencyNanos.recordValue(Math.min(Math.max(0, nanos), LATENCY_NANOS_MAX));
    }

    /** Goes on until nobody waits or the lane is full; the next tick goes on there. */
    private void greetWaiting(IoIntentQueue intents, IoRequest request) {
        for (IoStream first = waiting.peek();
                first != null && greet(first, intents, request);
                first = waiting.peek()) {
            isFirstGreeted = false;
            waiting.remove();
        }
    }

    /** Both intents may go into one batch: the CLOSE takes effect after the SEND. */
    private boolean greet(IoStream first, IoIntentQueue intents, IoRequest request) {
        if (!isFirstGreeted) {
            IoRequest send = request.send(first, greeting.retain()).errorsOnly();
            isFirstGreeted = intents.queueOrRelease(send);
            if (!isFirstGreeted) {
                return false;
            }
        }
        return intents.queue(request.close(first).userData(nowNanos));
    }
}
