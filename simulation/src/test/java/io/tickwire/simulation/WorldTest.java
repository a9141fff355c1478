package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.tickwire.IoDatagram;
import io.tickwire.IoListener;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import io.tickwire.TransportException;
import io.tickwire.recipes.WholeFiles;
import io.tickwire.watch.LoopObserver;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorldTest {
    private static long[] trace(long seed, boolean isMultishot) {
        FaultRates rates = FaultRates.all(0.005).with(Fault.NO_BUFFERS, isMultishot ? 0 : 0.005);
        World world = World.builder().seed(seed).faults(rates).build();
        try (EchoWorld echo = new EchoWorld(world, 20, isMultishot)) {
            echo.run(Duration.ofSeconds(60));
            return new long[] {
                echo.server.hash(), echo.server.messages(), world.faultCounts().hashCode()
            };
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("the same seed gives the same run, and another seed another")
    void sameSeedSameRun(boolean isMultishot) {
        long[] first = trace(42, isMultishot);
        assertThat(trace(42, isMultishot)).isEqualTo(first);
        assertThat(trace(43, isMultishot)[0]).isNotEqualTo(first[0]);
        assertThat(first[1]).isGreaterThan(1000);
    }

    private static List<String> datagramTrace(long seed) {
        World world = World.builder().seed(seed).faults(FaultRates.all(0.1)).build();
        List<String> trace = new ArrayList<>();
        try (WorldFixture program = new WorldFixture(world)) {
            IoDatagram socket =
                    program.loop.bind(
                            new InetSocketAddress(Addresses.LOOPBACK_4, 0), SocketOptions.DEFAULT);
            InetSocketAddress address = (InetSocketAddress) socket.localAddress();
            for (int i = 0; i < 5; i++) {
                DatagramPeer peer =
                        world.datagramPeer(
                                new InetSocketAddress(0),
                                (receiver, from, bytes) ->
                                        trace.add(world.now() + " " + Arrays.toString(bytes)));
                for (int j = 0; j < 20; j++) {
                    byte[] bytes = {(byte) i, (byte) j};
                    world.after(Duration.ofMillis(j), () -> peer.send(address, bytes));
                }
            }
            ByteBuf buffer = Unpooled.directBuffer(2, 2);
            for (int i = 0; i < 50; i++) {
                program.finish(program.request().recvmsg(socket, buffer.clear(), 2));
                trace.add(world.now() + " " + ByteBufUtil.hexDump(buffer));
            }
            buffer.release();
        }
        return trace;
    }

    @Test
    @DisplayName("datagrams of the same seed go the same way")
    void sameSeedSameDatagrams() {
        List<String> first = datagramTrace(1);
        assertThat(datagramTrace(1)).isEqualTo(first);
        assertThat(datagramTrace(2)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @DisplayName("a save at the end is finished by the time that a run in a world returns")
    void saveAtTheEnd(long seed) {
        World world = World.builder().seed(seed).build();
        List<String> seen = new ArrayList<>();
        TickSystem saving =
                new TickSystem() {
                    @Override
                    public void run(TickContext tick) {
                        if (tick.number() == 20) {
                            tick.stop();
                        }
                    }

                    @Override
                    public void stopping(TickContext tick) {
                        seen.add("stopping " + tick.number());
                        ByteBuf content = Unpooled.directBuffer(1000).writeZero(1000);
                        boolean unused =
                                WholeFiles.saveOrRelease(
                                        tick.intents(),
                                        Path.of("/end"),
                                        content,
                                        (status, later) -> seen.add("saved " + status));
                    }
                };
        int[] observed = new int[1];
        LoopObserver observer =
                new LoopObserver() {
                    @Override
                    public void tickBegan(long number, long timeNanos) {
                        observed[0]++;
                    }
                };
        try (TickLoop loop =
                world.build(
                        TickLoop.builder()
                                .observer(observer)
                                .phase("p", phase -> phase.system(saving)))) {
            world.run(loop, TickRate.hertz(20), Duration.ofMillis(500));
            assertThat(seen).as("a run for a while is no end").isEmpty();
            world.run(loop, TickRate.hertz(20), Duration.ofMinutes(1));
            assertThat(seen).containsExactly("stopping 21", "saved OK");
            assertThat(world.now()).isLessThan(Duration.ofSeconds(10));
            assertThat(observed[0]).isEqualTo((int) loop.stats().snapshot().ticks());
        }
    }

    @Test
    @DisplayName("whatever fails in a world names its seed and its faults")
    void failuresNameTheSeed() {
        World world =
                World.builder().seed(77).faults(FaultRates.NONE.with(Fault.SHORT_READ, 1)).build();
        try (WorldFixture program = new WorldFixture(world)) {
            IoListener listener = program.listen();
            RecordingPeer handler = new RecordingPeer();
            world.peer(listener.localAddress(), handler);
            IoStream stream = program.finish(program.request().accept(listener)).stream();
            assertThat(handler.send("hello")).isTrue();
            String got = program.receive(stream, 10);
            assertThat("hello").startsWith(got);
            assertThat(got).hasSizeLessThan(5);
            AssertionError cause = new AssertionError("wrong");
            assertThatThrownBy(
                            () ->
                                    world.check(
                                            () -> {
                                                throw cause;
                                            }))
                    .isInstanceOf(WorldFailure.class)
                    .hasCause(cause)
                    .hasMessageStartingWith("World[seed=77, ")
                    .hasMessageContaining("faults={SHORT_READ=")
                    .hasMessageEndingWith("wrong");
        }
    }

    @Test
    @DisplayName("a peer that throws ends the run with its failure")
    void peersMayThrow() {
        World world = World.builder().seed(5).build();
        try (TickLoop loop =
                world.build(TickLoop.builder().phase("phase", phase -> phase.lane("lane")))) {
            world.after(
                    Duration.ofSeconds(1),
                    () -> {
                        throw new AssertionError("a peer's");
                    });
            assertThatThrownBy(() -> world.run(loop, TickRate.hertz(20), Duration.ofSeconds(9)))
                    .hasMessageContaining("seed=5")
                    .hasRootCauseMessage("a peer's");
        }
    }

    @Test
    @DisplayName("a wait for something that will never happen is a failure, not a hang")
    void endlessWaitFails() {
        World world = World.builder().build();
        try (TickLoop loop =
                world.build(TickLoop.builder().phase("phase", phase -> phase.lane("lane")))) {
            assertThatThrownBy(() -> loop.run(TickRate.whenReady(Duration.ofNanos(Long.MAX_VALUE))))
                    .hasMessageContaining("nothing will ever happen");
        }
    }

    @Test
    @DisplayName("ticks that wait for readiness start when something is ready, not later")
    void ticksWhenReady() {
        World world = World.builder().seed(9).build();
        EchoServer server = new EchoServer(false);
        try (TickLoop loop =
                world.build(TickLoop.builder().phase("echo", phase -> phase.system(server)))) {
            RecordingPeer handler = new RecordingPeer();
            world.peer(server.address(), handler);
            world.after(Duration.ofSeconds(1), () -> handler.send("ping"));
            world.after(Duration.ofMillis(1200), loop::stop);
            loop.run(TickRate.whenReady(Duration.ofSeconds(100)));
            assertThat(handler.text).hasToString("ping");
            assertThat(world.now()).isLessThan(Duration.ofMillis(1300));
        }
    }

    @Test
    @DisplayName("a crash resets all connections and ends the loop, and another can take its place")
    void crash() {
        World world = World.builder().seed(6).build();
        RecordingPeer handler = new RecordingPeer();
        InetSocketAddress address = new InetSocketAddress(Addresses.LOOPBACK_4, 4000);
        try (WorldFixture program = new WorldFixture(world)) {
            IoListener listener = program.loop.listen(address, SocketOptions.DEFAULT);
            world.peer(address, handler);
            program.finish(program.request().accept(listener));
            world.crash();
            assertThatThrownBy(program::tick)
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("crashed");
        }
        world.advance(Duration.ofSeconds(1));
        assertThat(handler.seen).containsExactly("connected", "reset");
        try (WorldFixture program = new WorldFixture(world)) {
            IoListener listener = program.loop.listen(address, SocketOptions.DEFAULT);
            world.peer(address, handler);
            assertThat(program.finish(program.request().accept(listener)).result()).isZero();
        }
    }

    @Test
    @DisplayName("a connect that was under way at a crash comes to nothing")
    void crashWithinAConnect() {
        World world = World.builder().seed(7).build();
        RecordingPeer handler = new RecordingPeer();
        InetSocketAddress address =
                new InetSocketAddress(Addresses.machine(500, Addresses.LOOPBACK_4), 4000);
        world.listener(address, () -> handler);
        try (WorldFixture program = new WorldFixture(world)) {
            program.queue(program.request().connect(address));
            program.loop.tick();
            world.crash();
            world.advance(Duration.ofSeconds(1));
        }
        world.advance(Duration.ofSeconds(1));
        assertThat(handler.seen).isEmpty();
    }

    @Test
    @DisplayName("time cannot pass within an event")
    void timeStandsStillWithinEvents() {
        World world = World.builder().build();
        world.after(Duration.ofSeconds(1), () -> world.advance(Duration.ofSeconds(1)));
        assertThatThrownBy(() -> world.advance(Duration.ofSeconds(2)))
                .isInstanceOf(IllegalStateException.class);
        world.advance(Duration.ofSeconds(2));
        assertThat(world.now()).isEqualTo(Duration.ofSeconds(3));
    }
}
