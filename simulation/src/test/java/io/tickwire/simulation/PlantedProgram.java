package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoOpType;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.Lane;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickSystem;
import io.tickwire.recipes.WholeFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A short program with a bit of everything, run under the checkers: {@code PlantedProgram <seed>}.
 * Prints the violation that they saw, or {@code NONE}; core's classes may have a fault planted.
 */
final class PlantedProgram {
    private static final int TICKS = 250;
    private static final int GROUP = 1;

    /** Has one buffer for several receives. */
    private static final int SCARCE = 2;

    private static final Duration PERIOD = Duration.ofMillis(50);

    private PlantedProgram() {}

    public static void main(String[] arguments) {
        long seed = Long.parseLong(arguments[0]);
        PlantedLoop planted = new PlantedLoop(seed);
        Throwable failure = failureOf(planted, seed);
        Violation violation =
                planted.checkers()
                        .violation()
                        .orElseGet(() -> failure == null ? inWorld(seed) : null);
        String found = violation == null && failure == null ? withOutputs(seed) : null;
        if (violation != null) {
            System.out.println("VIOLATION " + violation.rule() + " | " + violation.getMessage());
        } else if (found != null) {
            System.out.println("VIOLATION " + found);
        } else {
            System.out.println(failure == null ? "NONE" : "FAILED");
        }
        if (failure != null) {
            failure.printStackTrace(System.out);
        }
    }

    private static @Nullable Throwable failureOf(PlantedLoop planted, long seed) {
        try {
            run(planted, seed);
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    /** What a program that writes to outputs, or the checkers of its world, found. */
    private static @Nullable String withOutputs(long seed) {
        try {
            String found = new PlantedOutputs(seed).run();
            return found == null ? null : PlantedFault.PROGRAM + " | " + found;
        } catch (WorldFailure failure) {
            if (failure.getCause() instanceof Violation violation) {
                return violation.rule() + " | " + violation.getMessage();
            }
            throw failure;
        }
    }

    /** Sends much, and saves a file a few times, in a world; what the checkers saw. */
    private static @Nullable Violation inWorld(long seed) {
        World world = World.builder().seed(seed).build();
        Path file = Path.of("/saves/file");
        world.files().makeDirectories(Path.of("/saves"));
        try (TickLoop loop = world.build(TickLoop.builder().phase("save", p -> p.lane("save")))) {
            sendMuch(world, loop);
            for (int save = 0; save < 4; save++) {
                ByteBuf content = Unpooled.directBuffer(8).writeLong(save);
                if (!WholeFiles.save(
                        loop.lane("save").intents(), file, content, (status, tick) -> {})) {
                    throw new IllegalStateException("no room");
                }
                for (int tick = 0; tick < 10; tick++) {
                    loop.tick();
                }
            }
            world.check(() -> {});
            return null;
        } catch (WorldFailure failure) {
            if (failure.getCause() instanceof Violation violation) {
                return violation;
            }
            throw failure;
        }
    }

    /** Sends a peer more in a tick than one operation carries. */
    private static void sendMuch(World world, TickLoop loop) {
        Lane lane = loop.lane("save");
        InetSocketAddress address = new InetSocketAddress("10.0.0.1", 7);
        world.listener(address, () -> new PeerHandler() {});
        lane.intents()
                .queue(
                        lane.request()
                                .connect(address)
                                .onComplete((connect, tick) -> sendMuch(connect.stream(), tick)));
        for (int tick = 0; tick < 10; tick++) {
            loop.tick();
            world.advance(PERIOD);
        }
    }

    private static void sendMuch(IoStream stream, TickContext tick) {
        for (int i = 0; i < 60; i++) {
            ByteBuf buffer = Unpooled.directBuffer(500).writeZero(500);
            if (!tick.intents().queue(tick.request().send(stream, buffer))) {
                throw new IllegalStateException("no room");
            }
        }
    }

    private static void run(PlantedLoop planted, long seed) {
        BatchConfig config =
                BatchConfig.builder()
                        .laneCapacity(64)
                        .laneInFlight(64)
                        .multishotRoom(256)
                        .streamPending(8 * 1024, 3)
                        .bufferGroup(new BufferGroup(GROUP, 512, 16, 3))
                        .bufferGroup(new BufferGroup(SCARCE, 512, 1, 1))
                        .build();
        try (TickLoop loop =
                planted.build(
                        TickLoop.builder()
                                .config(config)
                                .phase("files", p -> p.system(new Files(new Random(seed))))
                                .phase("streams", p -> p.system(new Streams(new Random(~seed))))
                                .phase("outputs", p -> p.system(new Outputs(new Random(3)))))) {
            for (int tick = 0; tick < TICKS && planted.checkers().violation().isEmpty(); tick++) {
                loop.tick();
                planted.advance(PERIOD);
            }
            loop.close(Duration.ofSeconds(1));
        }
    }

    private static ByteBuf buffer(Random random, int bytes) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
        while (buffer.isWritable()) {
            buffer.writeByte(random.nextInt());
        }
        return buffer;
    }

    /** What both systems do: a request goes to the inbox or to a callback, as chance has it. */
    private abstract static class Part implements TickSystem {
        final Random random;
        final CompletionCallback callback = this::seen;

        Part(Random random) {
            this.random = random;
        }

        abstract void seen(IoCompletion completion, TickContext tick);

        boolean queue(TickContext tick, IoRequest request) {
            if (random.nextBoolean()) {
                request.onComplete(callback);
            }
            return tick.intents().queue(request);
        }

        void output(TickContext tick, ByteBuf buffer, IoRequest request) {
            if (!queue(tick, request)) {
                buffer.release();
            }
        }

        @Override
        public void run(TickContext tick) {
            tick.completions().forEach(completion -> seen(completion, tick));
        }
    }

    /** Chains of operations on files that are opened by their own chain. */
    private static final class Files extends Part {
        private static final Path PATH = Path.of("any");

        Files(Random random) {
            super(random);
        }

        @Override
        void seen(IoCompletion completion, TickContext tick) {
            if (completion.operation() == IoOpType.READ) {
                completion.buffer().release();
            } else if (completion.operation() == IoOpType.OPEN && completion.isOk()) {
                tick.intents().queue(tick.request().close(completion.resource()));
            }
        }

        @Override
        public void run(TickContext tick) {
            super.run(tick);
            for (int chain = 0; chain < 4; chain++) {
                chain(tick, 1 + random.nextInt(5));
            }
            fileChain(tick);
            if (tick.number() % 3 == 0) {
                queue(tick, tick.request().open(PATH));
            }
        }

        /** Opens, writes, reads and closes in one chain, which a short transfer breaks. */
        private void fileChain(TickContext tick) {
            if (tick.intents().remaining() < 4) {
                return;
            }
            ByteBuf out = buffer(random, 64);
            ByteBuf in = buffer(random, 64).clear();
            queue(tick, tick.request().open(PATH).linked());
            output(tick, out, tick.request().write(IoFile.OPENED, out, 64).linked());
            queue(tick, tick.request().read(IoFile.OPENED, in, 64).hardLinked());
            queue(tick, tick.request().close(IoFile.OPENED));
        }

        private void chain(TickContext tick, int length) {
            for (int i = 0; i < length; i++) {
                IoRequest request = tick.request().nop();
                if (i + 1 < length) {
                    request = random.nextInt(4) == 0 ? request.hardLinked() : request.linked();
                }
                queue(tick, request);
            }
        }
    }

    /** Streams that send and receive all the time, in every way. */
    private static final class Streams extends Part {
        private static final InetSocketAddress PEER =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        private static final int STREAMS = 8;

        private final List<IoStream> streams = new ArrayList<>();
        private int wanted = STREAMS;

        Streams(Random random) {
            super(random);
        }

        @Override
        void seen(IoCompletion completion, TickContext tick) {
            switch (completion.operation()) {
                case CONNECT -> {
                    if (completion.isOk()) {
                        connected(completion.stream(), tick);
                    }
                }
                case RECV -> received(completion, tick);
                case CLOSE -> wanted++;
                default -> {}
            }
        }

        private void connected(IoStream stream, TickContext tick) {
            streams.add(stream);
            if (stream.id() % 2 == 0) {
                receiveFromGroup(stream, tick);
            } else {
                receive(stream, tick, buffer(random, 1024).clear());
            }
        }

        private void receiveFromGroup(IoStream stream, TickContext tick) {
            int group = stream.id() % 4 == 0 ? GROUP : SCARCE;
            queue(tick, tick.request().recv(stream).fromGroup(group).multishot());
        }

        private void receive(IoStream stream, TickContext tick, ByteBuf buffer) {
            output(tick, buffer, tick.request().recv(stream, buffer, 1024));
        }

        private void received(IoCompletion receive, TickContext tick) {
            if (receive.hasBuffer() && receive.buffer().capacity() == 1024) {
                ByteBuf buffer = receive.buffer();
                if (receive.isOk() && receive.stream().isOpen()) {
                    receive(receive.stream(), tick, buffer.clear());
                } else {
                    buffer.release();
                }
            }
        }

        @Override
        public void run(TickContext tick) {
            super.run(tick);
            for (; wanted > 0; wanted--) {
                queue(tick, tick.request().connect(PEER));
            }
            for (int i = streams.size() - 1; i >= 0; i--) {
                drive(streams.get(i), tick);
            }
            if (tick.number() % 16 == 0) {
                queue(tick, tick.request().timeout(Duration.ofMillis(random.nextInt(200))));
            }
        }

        private void drive(IoStream stream, TickContext tick) {
            if (random.nextInt(60) == 0) {
                streams.remove(stream);
                queue(tick, tick.request().close(stream));
                return;
            }
            for (int i = random.nextInt(5); i > 0; i--) {
                ByteBuf buffer = buffer(random, 1 + random.nextInt(2000));
                output(tick, buffer, tick.request().send(stream, buffer));
            }
            if (random.nextInt(20) == 0) {
                queue(tick, tick.request().cancel(stream));
                if (stream.id() % 2 == 0) {
                    receiveFromGroup(stream, tick);
                }
            }
        }
    }

    /** Streams that are written to by outputs, one by one and all at once. */
    private static final class Outputs extends Part {
        private static final InetSocketAddress PEER =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);

        private final List<IoStream> streams = new ArrayList<>();
        private int wanted = 4;

        Outputs(Random random) {
            super(random);
        }

        @Override
        void seen(IoCompletion completion, TickContext tick) {
            if (completion.operation() == IoOpType.CONNECT && completion.isOk()) {
                streams.add(completion.stream());
            } else if (completion.operation() == IoOpType.SEND && !completion.isOk()) {
                end(completion.stream(), tick);
            } else if (completion.operation() == IoOpType.CLOSE) {
                wanted++;
            }
        }

        @Override
        public void run(TickContext tick) {
            super.run(tick);
            for (; wanted > 0; wanted--) {
                queue(tick, tick.request().connect(PEER));
            }
            for (int i = streams.size() - 1; i >= 0; i--) {
                drive(streams.get(i), tick);
            }
            if (random.nextInt(4) == 0) {
                ByteBuf packet = buffer(random, 1 + random.nextInt(6_000));
                int unused = tick.broadcast(packet, streams, stream -> {});
                packet.release();
            }
        }

        private void drive(IoStream stream, TickContext tick) {
            boolean isLinked = random.nextInt(3) == 0;
            if (isLinked) {
                queue(tick, tick.request().nop().linked());
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                ByteBuf packet = buffer(random, 1 + random.nextInt(700));
                boolean unused = tick.output(stream).write(packet);
                packet.release();
            }
            if (isLinked) {
                queue(tick, tick.request().nop());
            }
            if (random.nextInt(80) == 0) {
                end(stream, tick);
            }
        }

        private void end(IoStream stream, TickContext tick) {
            if (streams.remove(stream)) {
                queue(tick, tick.request().close(stream));
            }
        }
    }
}
