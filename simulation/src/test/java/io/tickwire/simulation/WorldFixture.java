package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoResource;
import io.tickwire.IoStream;
import io.tickwire.Lane;
import io.tickwire.SocketOptions;
import io.tickwire.TickLoop;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A program of one lane in a world, ticked by hand a hundred times a second. */
final class WorldFixture implements AutoCloseable {
    static final Duration PERIOD = Duration.ofMillis(10);

    final World world;
    final TickLoop loop;
    private final Lane lane;
    private final Map<Long, Outcome> outcomes = new HashMap<>();

    WorldFixture(World world) {
        this.world = world;
        loop =
                world.build(
                        TickLoop.builder()
                                .config(
                                        BatchConfig.builder()
                                                .laneCapacity(256)
                                                .laneInFlight(512)
                                                .build())
                                .phase("phase", phase -> phase.lane("lane")));
        lane = loop.lane("lane");
    }

    /** What became of an intent, in the end. */
    record Outcome(int result, io.tickwire.IoStatus status, IoResource resource) {
        IoStream stream() {
            return (IoStream) resource;
        }
    }

    IoRequest request() {
        return lane.request();
    }

    IoListener listen() {
        return listen(SocketOptions.DEFAULT);
    }

    IoListener listen(SocketOptions options) {
        return loop.listen(new InetSocketAddress(Addresses.LOOPBACK_4, 0), options);
    }

    long queue(IoRequest request) {
        assertThat(lane.intents().queue(request)).isTrue();
        return request.ticket();
    }

    void tick() {
        loop.beginTick();
        collect();
        loop.endPhase("phase");
        collect();
        world.advance(PERIOD);
    }

    void ticks(int count) {
        for (int i = 0; i < count; i++) {
            tick();
        }
    }

    private void collect() {
        for (IoCompletion completion : lane.completions()) {
            IoResource resource = completion.hasResource() ? completion.resource() : null;
            outcomes.put(
                    completion.ticket(),
                    new Outcome(completion.result(), completion.status(), resource));
        }
    }

    boolean isOver(long ticket) {
        return outcomes.containsKey(ticket);
    }

    Outcome await(long ticket) {
        for (int i = 0; i < 100_000 && !isOver(ticket); i++) {
            tick();
        }
        assertThat(outcomes).containsKey(ticket);
        return outcomes.get(ticket);
    }

    Outcome finish(IoRequest request) {
        return await(queue(request));
    }

    Outcome send(IoStream stream, String text) {
        ByteBuf bytes = Unpooled.directBuffer(text.length());
        bytes.writeCharSequence(text, StandardCharsets.US_ASCII);
        return finish(request().send(stream, bytes));
    }

    /** What a receive answers, in words. */
    String receive(IoStream stream, int length) {
        ByteBuf bytes = Unpooled.directBuffer(length, length);
        try {
            Outcome outcome = finish(request().recv(stream, bytes, length));
            tick();
            return outcome.result() < 0
                    ? outcome.status().name()
                    : bytes.toString(StandardCharsets.US_ASCII);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
