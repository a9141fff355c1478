package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A loop on a scripted transport with one lane and one connected stream, and a clock set by hand.
 */
public final class StreamFixture implements AutoCloseable {
    public final AtomicLong clock = new AtomicLong(1_000);
    public final TickLoop loop;
    public final ScriptedTransport transport;
    public final Lane lane;
    public final IoStream stream;

    public StreamFixture() {
        this(BatchConfig.builder().linger(Duration.ofMillis(100)).build());
    }

    public StreamFixture(BatchConfig config) {
        this(config, ErrorPolicy.STOP);
    }

    public StreamFixture(BatchConfig config, ErrorPolicy policy) {
        loop =
                TickLoop.builder()
                        .transport("scripted")
                        .config(config)
                        .onError(policy)
                        .clock(clock::get)
                        .phase("phase", p -> p.lane("lane").wait(WaitPolicy.noWait()))
                        .build();
        transport = ScriptedProvider.last();
        lane = loop.lane("lane");
        transport.script = (t, batch) -> t.opened(batch.get(0), true);
        loop.beginTick();
        queue(lane.request().connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
        loop.endPhase("phase");
        loop.beginTick();
        stream = lane.completions().iterator().next().stream();
        transport.script = (t, batch) -> {};
        transport.submitted.clear();
    }

    public void queue(IoRequest request) {
        if (!lane.intents().queue(request)) {
            throw new AssertionError("the lane is full");
        }
    }

    public long ticketOf(IoRequest request) {
        queue(request);
        return request.ticket();
    }

    /** Ends the open tick and begins the next one; answers what both delivered to the lane. */
    public List<String> tick() {
        loop.endPhase("phase");
        loop.beginTick();
        return seen();
    }

    public List<String> seen() {
        List<String> seen = new ArrayList<>();
        for (IoCompletion completion : lane.completions()) {
            seen.add(completion.operation() + "=" + describe(completion));
        }
        return seen;
    }

    public void send(String text) {
        queue(lane.request().send(stream, buffer(text)));
    }

    /** A stream of the loop's that is open, and that no transport knows. */
    public IoStream anotherStream() {
        return new IoStream(lane.loop(), new TransportHandle() {}, new StreamWork(), 2);
    }

    public static ByteBuf buffer(String text) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(Math.max(16, text.length()))
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    public static ByteBuf empty(int capacity) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
    }

    public static String text(TransportOperation send) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < send.segmentCount(); i++) {
            text.append(
                    send.segmentBuffer(i)
                            .toString(
                                    send.segmentIndex(i),
                                    send.segmentLength(i),
                                    StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    private static String describe(IoCompletion completion) {
        return completion.isOk() ? String.valueOf(completion.result()) : completion.status().name();
    }

    @Override
    public void close() {
        transport.script = ScriptedTransport::completeCloses;
        loop.close(Duration.ZERO);
    }
}
