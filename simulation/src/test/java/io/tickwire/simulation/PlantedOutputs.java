package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoOutput;
import io.tickwire.IoStream;
import io.tickwire.Lane;
import io.tickwire.TickLoop;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A program that writes to outputs in a world, with SENDs in between, broadcasts, and peers that
 * read slowly. What writes answered is known to it alone: it compares that with what its peers
 * read.
 */
final class PlantedOutputs {
    private static final int STREAMS = 4;
    private static final int TICKS = 60;
    private static final Duration PERIOD = Duration.ofMillis(50);
    private static final BatchConfig CONFIG =
            BatchConfig.builder()
                    .laneCapacity(64)
                    .laneInFlight(64)
                    .streamPending(12 * 1024, 6)
                    .build();

    private final Random random;
    private final World world;
    private final List<ByteArrayOutputStream> taken = new ArrayList<>();
    private final List<ByteArrayOutputStream> read = new ArrayList<>();
    private final List<IoStream> streams = new ArrayList<>();

    PlantedOutputs(long seed) {
        random = new Random(seed);
        world = World.builder().seed(seed).build();
    }

    /** Runs it; answers what it found wrong, or null. */
    @Nullable String run() {
        try (TickLoop loop =
                world.build(TickLoop.builder().config(CONFIG).phase("p", p -> p.lane("lane")))) {
            connect(loop);
            for (int tick = 0; tick < TICKS; tick++) {
                loop.beginTick();
                for (int step = 0; step < 12; step++) {
                    step(loop.lane("lane"));
                }
                loop.endPhase("p");
                world.advance(PERIOD);
            }
            for (int tick = 0; tick < 20 * TICKS; tick++) {
                loop.tick();
                world.advance(PERIOD);
            }
            world.check(() -> {});
        }
        for (int i = 0; i < STREAMS; i++) {
            byte[] expected = taken.get(i).toByteArray();
            byte[] actual = read.get(i).toByteArray();
            if (!Arrays.equals(expected, actual)) {
                return "peer "
                        + i
                        + " has read "
                        + actual.length
                        + " bytes of "
                        + expected.length
                        + " that were taken; they differ from byte "
                        + Arrays.mismatch(expected, actual)
                        + " on";
            }
        }
        return null;
    }

    private void connect(TickLoop loop) {
        Lane lane = loop.lane("lane");
        for (int i = 0; i < STREAMS; i++) {
            InetSocketAddress address = new InetSocketAddress("10.0.0.1", 7 + i);
            ByteArrayOutputStream into = new ByteArrayOutputStream();
            taken.add(new ByteArrayOutputStream());
            read.add(into);
            long bytesPerSecond = i % 2 == 0 ? Long.MAX_VALUE : 30_000;
            world.listener(address, () -> new Reader(into, bytesPerSecond));
            require(
                    lane.intents()
                            .queue(
                                    lane.request()
                                            .connect(address)
                                            .onComplete(
                                                    (done, any) -> streams.add(done.stream()))));
            while (streams.size() == i) {
                loop.tick();
                world.advance(PERIOD);
            }
        }
    }

    private void step(Lane lane) {
        int i = random.nextInt(STREAMS);
        switch (random.nextInt(8)) {
            case 0 -> send(lane, i);
            case 1 -> broadcast(lane, 1 + random.nextInt(300));
            case 2 -> broadcast(lane, 4_096 + random.nextInt(1_000));
            default -> write(lane.output(streams.get(i)), i);
        }
    }

    private void write(IoOutput output, int i) {
        byte[] packet = packet(1 + random.nextInt(1_500));
        ByteBuf buffer = Unpooled.wrappedBuffer(packet);
        boolean isTaken =
                random.nextBoolean()
                        ? output.write(buffer)
                        : output.write(
                                packet.length + random.nextInt(600),
                                packet,
                                (from, out) -> out.writeBytes(from));
        buffer.release();
        if (isTaken) {
            taken.get(i).writeBytes(packet);
        }
    }

    /** A SEND, where there is room for it: nothing behind it must be refused. */
    private void send(Lane lane, int i) {
        byte[] packet = packet(1 + random.nextInt(100));
        IoStream stream = streams.get(i);
        boolean isIdle = stream.pendingSends() == 0 && lane.output(stream).hasRoom(11 * 1024);
        if (isIdle && lane.intents().remaining() > STREAMS) {
            ByteBuf buffer = Unpooled.directBuffer(packet.length).writeBytes(packet);
            require(lane.intents().queue(lane.request().send(stream, buffer)));
            taken.get(i).writeBytes(packet);
        }
    }

    private void broadcast(Lane lane, int bytes) {
        byte[] packet = packet(bytes);
        ByteBuf buffer = Unpooled.wrappedBuffer(packet);
        List<IoStream> refused = new ArrayList<>();
        int unused = lane.broadcast(buffer, streams, refused::add);
        buffer.release();
        for (int i = 0; i < STREAMS; i++) {
            if (!refused.contains(streams.get(i))) {
                taken.get(i).writeBytes(packet);
            }
        }
    }

    private byte[] packet(int bytes) {
        byte[] packet = new byte[bytes];
        random.nextBytes(packet);
        return packet;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("no room");
        }
    }

    /** Keeps what it reads. */
    private record Reader(ByteArrayOutputStream into, long bytesPerSecond) implements PeerHandler {
        @Override
        public void connected(Peer peer) {
            peer.readSpeed(bytesPerSecond);
        }

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            into.writeBytes(copy);
        }
    }
}
