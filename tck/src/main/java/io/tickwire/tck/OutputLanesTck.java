package io.tickwire.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoListener;
import io.tickwire.IoStream;
import io.tickwire.Lane;
import io.tickwire.PhaseBuilder;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickSystem;
import io.tickwire.WaitPolicy;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Outputs of several lanes to the same streams, on one thread and on several. */
abstract class OutputLanesTck extends TckCase {
    private static final int STREAMS = 6;
    private static final int SYSTEMS = 4;
    private static final int TICKS = 30;

    /** Wide enough for all that the writers write, however long the kernel takes. */
    private static final BatchConfig ROOMY = BatchConfig.builder().resources(64).build();

    private static final Duration LINGER = millis(20_000);

    OutputLanesTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("output: lanes of a program's own scheduler write, each for its own phase")
    void lanesOfHandDrivenPhases() {
        try (TickLoop loop =
                builder()
                        .phase("update", p -> wait(p).lane("physics").lane("ai"))
                        .phase("output", p -> wait(p).lane("chat"))
                        .build()) {
            Runnable tick =
                    () -> {
                        loop.beginTick();
                        loop.endPhase("update");
                        loop.endPhase("output");
                    };
            Connection connection = connect(loop, loop.lane("physics"), tick);
            loop.beginTick();
            for (int number = 0; number < 3; number++) {
                for (String name : List.of("chat", "ai", "physics")) {
                    byte[] bytes = (name + number + ' ').getBytes(US_ASCII);
                    ByteBuf packet = give(bytes);
                    assertThat(loop.lane(name).output(connection.stream()).write(packet)).isTrue();
                    packet.release();
                }
                loop.endPhase("update");
                assertThat(connection.stream().pendingSends()).isEqualTo(2);
                loop.endPhase("output");
                assertThat(connection.stream().pendingSends()).isEqualTo(3);
                untilSent(loop, connection.stream());
            }
            String sent = "physics0 ai0 chat0 physics1 ai1 chat1 physics2 ai2 chat2 ";
            byte[] received = connection.peer().receive(sent.length());
            assertThat(new String(received, US_ASCII)).isEqualTo(sent);
            loop.endPhase("update");
            loop.endPhase("output");
        }
    }

    @Test
    @DisplayName("D2: systems of a parallel phase write what they write one after the other")
    void parallelPhases() {
        ExecutorService helpers = Executors.newFixedThreadPool(3);
        own(helpers::shutdown);
        List<String> serial = run(phase -> {});
        for (int round = 0; round < 3; round++) {
            assertThat(run(phase -> phase.parallel(helpers))).isEqualTo(serial);
        }
    }

    /** Has several systems write to all streams; answers what each peer received. */
    private List<String> run(Consumer<PhaseBuilder> howToRun) {
        List<IoStream> streams = new ArrayList<>();
        List<FutureTask<byte[]>> peers = new ArrayList<>();
        List<Writer> writers = new ArrayList<>();
        for (int system = 0; system < SYSTEMS; system++) {
            writers.add(new Writer((char) ('a' + system), streams));
        }
        try (TickLoop loop =
                builder()
                        .config(ROOMY)
                        .phase("accept", p -> wait(p).lane("accept"))
                        .phase("write", p -> add(wait(p), writers, howToRun))
                        .build()) {
            List<IoStream> accepted = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                Connection connection = connect(loop, loop.lane("accept"), loop::tick);
                accepted.add(connection.stream());
                peers.add(inBackground(connection.peer()::receiveToEnd));
            }
            streams.addAll(accepted);
            for (int tick = 0; tick < TICKS; tick++) {
                loop.tick();
            }
            streams.clear();
            loop.close(LINGER);
            assertThat(writers).allMatch(each -> each.written > 0);
            return peers.stream().map(peer -> new String(get(peer), US_ASCII)).toList();
        }
    }

    private static void add(
            PhaseBuilder phase, List<Writer> writers, Consumer<PhaseBuilder> howToRun) {
        howToRun.accept(phase);
        writers.forEach(writer -> phase.system("writer " + writer.letter, writer));
    }

    private static PhaseBuilder wait(PhaseBuilder phase) {
        return phase.wait(WaitPolicy.noWait());
    }

    /** A connection of a loop that has more than one phase. */
    private Connection connect(TickLoop loop, Lane lane, Runnable tick) {
        IoListener listener = loop.listen(Loopback.anyPort(), SocketOptions.DEFAULT);
        Peer peer = own(Peer.connect(listener.localAddress()));
        List<IoStream> streams = new ArrayList<>();
        Deadline deadline = new Deadline("a connection");
        boolean isQueued =
                lane.intents()
                        .queue(
                                lane.request()
                                        .accept(listener)
                                        .onComplete((done, any) -> streams.add(done.stream())));
        assertThat(isQueued).isTrue();
        while (streams.isEmpty()) {
            tick.run();
            deadline.check();
        }
        return new Connection(streams.get(0), peer);
    }

    /** Begins a tick in which nothing is pending any more. */
    private static void untilSent(TickLoop loop, IoStream stream) {
        Deadline deadline = new Deadline("sent bytes");
        loop.beginTick();
        while (stream.pendingSends() > 0) {
            loop.endPhase("update");
            loop.endPhase("output");
            loop.beginTick();
            deadline.check();
        }
    }

    /** Writes, sends and broadcasts letters of its own, in an order that its seed has. */
    private static final class Writer implements TickSystem {
        private static final int LARGE = 5_000;

        private final char letter;
        private final List<IoStream> streams;
        private final Random random;
        private int written;

        Writer(char letter, List<IoStream> streams) {
            this.letter = letter;
            this.streams = streams;
            random = new Random(letter);
        }

        @Override
        public void run(TickContext tick) {
            for (int i = 0; i < 10 && !streams.isEmpty(); i++) {
                IoStream stream = streams.get(random.nextInt(streams.size()));
                switch (random.nextInt(8)) {
                    case 0 -> broadcast(tick, 1 + random.nextInt(50));
                    case 1 -> broadcast(tick, LARGE + random.nextInt(50));
                    case 2 -> send(tick, stream, 1 + random.nextInt(50));
                    default -> write(tick, stream, 1 + random.nextInt(50));
                }
            }
        }

        private void write(TickContext tick, IoStream stream, int bytes) {
            boolean isTaken = tick.output(stream).write(bytes, bytes, this::encode);
            require(isTaken);
        }

        private void send(TickContext tick, IoStream stream, int bytes) {
            ByteBuf buffer = Unpooled.directBuffer(bytes);
            encode(bytes, buffer);
            require(tick.intents().queue(tick.request().send(stream, buffer)));
        }

        private void broadcast(TickContext tick, int bytes) {
            ByteBuf packet = Unpooled.buffer(bytes);
            encode(bytes, packet);
            int taken = tick.broadcast(packet, streams, stream -> {});
            require(taken == streams.size());
        }

        private void encode(int bytes, ByteBuf out) {
            for (int i = 0; i < bytes; i++) {
                out.writeByte(letter);
            }
            written += bytes;
        }

        private static void require(boolean isTaken) {
            if (!isTaken) {
                throw new AssertionError("no room");
            }
        }
    }
}
