package io.tickwire.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.connections.Leave.Reason;
import io.tickwire.recipes.Frame;
import io.tickwire.simulation.Peer;
import io.tickwire.simulation.PeerHandler;
import io.tickwire.simulation.Seam;
import io.tickwire.simulation.World;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A server that sets nothing but its address, and writes to 200 clients in each tick, of which 40
 * read nothing.
 */
final class StalledCrowd {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("10.0.0.1", 4000);
    private static final int CLIENTS = 200;
    private static final int STALLED = 40;
    private static final int LENGTH_BYTES = 2;

    private StalledCrowd() {}

    /** Reads whole frames and checks them, byte for byte, as they come. */
    private static final class Reader implements PeerHandler {
        private final World world;
        final Peer peer;
        private final ByteBuffer frame;
        private final Duration late;
        long first = -1;
        long last = -1;
        boolean isReset;

        Reader(World world, int frameBytes, Duration late) {
            this.world = world;
            this.late = late;
            frame = ByteBuffer.allocate(LENGTH_BYTES + frameBytes);
            peer = world.peer(ADDRESS, this);
        }

        @Override
        public void received(Peer from, ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                frame.put(bytes.get());
                if (!frame.hasRemaining()) {
                    check(frame.flip());
                    frame.clear();
                }
            }
        }

        private void check(ByteBuffer whole) {
            assertThat(whole.getShort()).isEqualTo((short) (frame.capacity() - LENGTH_BYTES));
            long number = whole.getLong();
            assertThat(number)
                    .as("the tick behind %s", last)
                    .isEqualTo(first < 0 ? number : last + 1);
            Duration since = world.now().minusNanos(whole.getLong());
            assertThat(since).as("time under way").isLessThan(late);
            while (whole.hasRemaining()) {
                if (whole.get() != (byte) number) {
                    throw new AssertionError("another byte in the frame of tick " + number);
                }
            }
            first = first < 0 ? number : first;
            last = number;
        }

        /** A sign of life; who reads nothing may well have one. */
        private void speak() {
            boolean unused = peer.send(new byte[] {0, 1, 'x'});
            world.after(Duration.ofSeconds(10), this::speak);
        }

        @Override
        public void connected(Peer by) {
            speak();
        }

        @Override
        public void reset(Peer from) {
            isReset = true;
        }
    }

    /** Writes a frame to everybody in each tick, one for each client, or by a broadcast. */
    private static final class Server implements ConnectionHandler<Connection> {
        final Connections<Connection> clients =
                new Connections<>(ConnectionSettings.listen(ADDRESS), this);
        final Map<Long, Leave> leaves = new HashMap<>();
        private final ByteBuf frame = Unpooled.buffer();
        private final int frameBytes;
        long ticks;

        Server(int frameBytes) {
            this.frameBytes = frameBytes;
        }

        TickLoop build(World world) {
            return world.build(
                    TickLoop.builder()
                            .config(BatchConfig.DEFAULT)
                            .phase(
                                    "game",
                                    phase -> phase.system(clients).system("game", this::play)));
        }

        private void play(TickContext tick) {
            ticks = tick.number();
            frame.clear().writeLong(ticks).writeLong(tick.timeNanos());
            while (frame.readableBytes() < frameBytes) {
                frame.writeByte((byte) ticks);
            }
            if (ticks % 2 == 0) {
                clients.broadcast(tick, frame);
            } else {
                clients.forEach(client -> client.write(tick, frame));
            }
        }

        @Override
        public Connection joined(Connection connection, TickContext tick) {
            return connection;
        }

        @Override
        public void frame(Connection client, Frame said, TickContext tick) {}

        @Override
        public void left(Connection client, Leave leave, TickContext tick) {
            leaves.put(client.id(), leave);
        }
    }

    /**
     * Runs it for a while.
     *
     * @throws AssertionError if somebody stalled is still there, or cost others anything
     */
    static void run(Seam seam, int frameBytes, int hertz, int seconds) {
        World world = World.builder().seed(11).seam(seam).build();
        Server server = new Server(frameBytes);
        try (TickLoop loop = server.build(world)) {
            List<Reader> readers = new ArrayList<>();
            IntStream.range(0, CLIENTS)
                    .forEach(i -> readers.add(new Reader(world, frameBytes, late(hertz))));
            List<Reader> stalled =
                    IntStream.range(0, STALLED).mapToObj(i -> readers.get(i * 5)).toList();
            stalled.forEach(reader -> reader.peer.readSpeed(0));
            world.run(loop, TickRate.hertz(hertz), Duration.ofSeconds(seconds));
            world.check(
                    () -> {
                        assertThat(server.clients.left(Reason.SLOW)).isEqualTo(STALLED);
                        assertThat(server.clients.size()).isEqualTo(CLIENTS - STALLED);
                        assertThat(server.leaves.values())
                                .hasSize(STALLED)
                                .allMatch(leave -> leave.reason() == Reason.SLOW);
                        assertThat(stalled).allMatch(reader -> reader.isReset);
                        readers.removeAll(stalled);
                        for (Reader reader : readers) {
                            assertThat(reader.first).isBetween(0L, 10L);
                            assertThat(reader.last).isBetween(server.ticks - 4, server.ticks);
                        }
                    });
        }
    }

    /**
     * The longest way through the network is 50 ms; a transport may have the send before at hand
     * for two ticks, and take 5 ms each to begin one and to tell of its end. Nothing waits for who
     * is stalled.
     */
    private static Duration late(int hertz) {
        return Duration.ofMillis(50 + 2_000L / hertz + 2 * 5);
    }

    /** Takes what {@link #run} does; says whether it has gone wrong. */
    public static void main(String[] args) {
        try {
            run(
                    Seam.valueOf(args[0]),
                    Integer.parseInt(args[1]),
                    Integer.parseInt(args[2]),
                    Integer.parseInt(args[3]));
            System.out.println("NONE");
        } catch (AssertionError | RuntimeException e) {
            System.out.println("SEEN " + e);
        }
    }
}
