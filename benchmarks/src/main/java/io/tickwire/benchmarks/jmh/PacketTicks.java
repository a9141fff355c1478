package io.tickwire.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoStream;
import io.tickwire.Lane;
import io.tickwire.TickLoop;
import io.tickwire.WaitPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A game's ticks: so many packets of 64 bytes to each of 200 streams, of which the transport takes
 * everything at once. Written for benchmarks and their tests.
 */
final class PacketTicks implements AutoCloseable {
    static final int STREAMS = 200;
    static final int PACKET_BYTES = 64;

    private final TickLoop loop;
    private final Lane lane;
    private final List<IoStream> streams = new ArrayList<>();
    private final int packets;

    /** Without leak detection, which would be measured too. */
    private final ByteBuf packet =
            new UnpooledByteBufAllocator(true, true).directBuffer(PACKET_BYTES, PACKET_BYTES);

    private long errors;

    PacketTicks(int packets) {
        this.packets = packets;
        int capacity = STREAMS * packets;
        loop =
                TickLoop.builder()
                        .transport("null")
                        .config(
                                BatchConfig.builder()
                                        .laneCapacity(Math.max(STREAMS, capacity))
                                        .laneInFlight(4 * Math.max(STREAMS, capacity))
                                        .build())
                        .phase("phase", p -> p.lane("lane").wait(WaitPolicy.noWait()))
                        .build();
        lane = loop.lane("lane");
        packet.setZero(0, PACKET_BYTES).writerIndex(PACKET_BYTES);
        connect();
    }

    private void connect() {
        InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        loop.beginTick();
        for (int i = 0; i < STREAMS; i++) {
            boolean unused = lane.intents().queue(lane.request().connect(nowhere));
        }
        tick();
        for (IoCompletion completion : lane.completions()) {
            streams.add(completion.stream());
        }
        if (streams.size() != STREAMS) {
            throw new IllegalStateException(streams.size() + " streams");
        }
    }

    /** Copies each packet to the stream's output. */
    long output() {
        for (int i = 0; i < STREAMS; i++) {
            for (int k = 0; k < packets; k++) {
                count(lane.output(streams.get(i)).write(packet));
            }
        }
        return tick();
    }

    /** Has each packet encoded into the stream's output. */
    long encoded() {
        for (int i = 0; i < STREAMS; i++) {
            for (int k = 0; k < packets; k++) {
                count(lane.output(streams.get(i)).write(PACKET_BYTES, packet, PacketTicks::encode));
            }
        }
        return tick();
    }

    private static void encode(ByteBuf packet, ByteBuf out) {
        for (int i = 0; i < PACKET_BYTES; i += Long.BYTES) {
            out.writeLong(i);
        }
    }

    /** Copies each packet to all streams. */
    long broadcast() {
        for (int k = 0; k < packets; k++) {
            errors += STREAMS - lane.broadcast(packet, streams, refused -> {});
        }
        return tick();
    }

    /** A SEND for each packet, all of one buffer. */
    long send() {
        IoIntentQueue intents = lane.intents();
        for (int i = 0; i < STREAMS; i++) {
            for (int k = 0; k < packets; k++) {
                ByteBuf shared = packet.retain();
                count(intents.queue(lane.request().send(streams.get(i), shared).errorsOnly()));
            }
        }
        return tick();
    }

    /** A SEND for each packet, each with a pooled buffer of its own. */
    long sendOwn() {
        IoIntentQueue intents = lane.intents();
        for (int i = 0; i < STREAMS; i++) {
            for (int k = 0; k < packets; k++) {
                ByteBuf own = PooledByteBufAllocator.DEFAULT.directBuffer(PACKET_BYTES);
                own.writeBytes(packet, 0, PACKET_BYTES);
                count(intents.queue(lane.request().send(streams.get(i), own).errorsOnly()));
            }
        }
        return tick();
    }

    private void count(boolean isTaken) {
        if (!isTaken) {
            errors++;
        }
    }

    /** Answers how many packets were refused or failed so far: none. */
    private long tick() {
        loop.endPhase("phase");
        loop.beginTick();
        for (IoCompletion completion : lane.completions()) {
            if (completion.result() < 0) {
                errors++;
            }
        }
        return errors;
    }

    @Override
    public void close() {
        loop.close();
        packet.release();
    }
}
