package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.IoFile;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Misuse throws at once, with the value in its message, and changes nothing. */
abstract class MisuseTck extends TckCase {
    MisuseTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("a heap buffer is refused, for reading and for writing")
    void heapBuffer() throws IOException {
        LoopFixture loop = loop();
        IoFile file = file(loop);
        ByteBuf heap = buffers.remember(Unpooled.buffer(16)).writeZero(8);
        assertRefused(loop, loop.request().read(file, heap, 4), heap, heap.toString());
        assertRefused(loop, loop.request().write(file, heap, 4), heap, heap.toString());
        heap.release();
    }

    @Test
    @DisplayName("a composite buffer is refused, for reading and for writing")
    void compositeBuffer() throws IOException {
        LoopFixture loop = loop();
        IoFile file = file(loop);
        CompositeByteBuf composite = Unpooled.compositeBuffer();
        composite.addComponent(true, give(new byte[8]));
        composite.addComponent(true, give(new byte[8]));
        buffers.remember(composite);
        assertRefused(loop, loop.request().write(file, composite, 4), composite, "WRITE");
        assertRefused(loop, loop.request().read(file, composite, 4), composite, "READ");
        composite.release();
    }

    @Test
    @DisplayName("a read-only buffer is refused for reading into it")
    void readOnlyBuffer() throws IOException {
        LoopFixture loop = loop();
        IoFile file = file(loop);
        ByteBuf readOnly = buffers.keep(16).asReadOnly();
        assertRefused(loop, loop.request().read(file, readOnly, 4), readOnly, "read-only");
    }

    @Test
    @DisplayName("a released buffer is refused")
    void releasedBuffer() throws IOException {
        LoopFixture loop = loop();
        IoFile file = file(loop);
        ByteBuf released = give(new byte[8]);
        IoRequest write = loop.request().write(file, released, 4);
        released.release();
        assertRefused(loop, write, released, "released");
        assertRefused(loop, loop.request().read(file, released, 4), released, "released");
    }

    @Test
    @DisplayName("a region that is not within the buffer is refused, with index and length")
    void regionOutOfBounds() throws IOException {
        LoopFixture loop = loop();
        IoFile file = file(loop);
        ByteBuf buffer = buffers.keep(16).writeZero(8);
        assertRefused(loop, loop.request().write(file, buffer, 9), buffer, "9");
        assertRefused(loop, loop.request().write(file, buffer, 9).index(8), buffer, "8");
        assertRefused(loop, loop.request().read(file, buffer, 9), buffer, "9");
        assertRefused(loop, loop.request().read(file, buffer, 4).index(-1), buffer, "-1");
        assertRefused(loop, loop.request().read(file, buffer, 17).index(0), buffer, "17");
        int most = Integer.MAX_VALUE;
        assertRefused(loop, loop.request().read(file, buffer, most).index(most), buffer, "" + most);
    }

    @Test
    @DisplayName("a length below 1, a negative offset and a negative duration are refused")
    void numbersOutOfRange() throws IOException {
        LoopFixture loop = loop();
        IoFile file = file(loop);
        ByteBuf buffer = buffers.keep(16);
        IoRequest request = loop.request();
        assertArgument(() -> request.read(file, buffer, 0), "0");
        assertArgument(() -> request.write(file, buffer, -5), "-5");
        IoStream stream = connect(loop).stream();
        assertArgument(() -> request.send(stream, buffer), "0");
        assertArgument(() -> request.recv(stream, buffer, 0), "0");
        assertArgument(() -> request.read(file, buffer, 1).at(-7), "-7");
        assertArgument(() -> request.timeout(Duration.ofNanos(-3)), "-3");
        assertArgument(() -> request.open(Path.of("file")).mode(1 << 20), "4000000");
    }

    @Test
    @DisplayName("addresses and open options that mean nothing here are refused")
    void addressesAndOptions() {
        LoopFixture loop = loop();
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        assertArgument(() -> loop.request().connect(unresolved), "nowhere.invalid");
        assertArgument(
                () -> loop.loop().listen(unresolved, SocketOptions.DEFAULT), "nowhere.invalid");
        assertArgument(
                () -> loop.request().open(Path.of("file"), StandardOpenOption.DELETE_ON_CLOSE),
                "DELETE_ON_CLOSE");
    }

    @Test
    @DisplayName("modifiers that do not go with the operation are refused, with its name")
    void modifiers() {
        LoopFixture loop = loop();
        assertState(() -> loop.request().nop().multishot(), "NOP");
        assertState(() -> loop.request().nop().at(1), "NOP");
        assertState(() -> loop.request().timeoutNanos(1).prompt(), "TIMEOUT");
        assertState(() -> loop.request().nop().options(SocketOptions.DEFAULT), "NOP");
        assertState(() -> new IoRequest().userData(1), "empty");
        assertState(() -> loop.lane().intents().queue(new IoRequest()), "no operation");
    }

    @Test
    @DisplayName("a resource of another loop is refused")
    void foreignResource() throws IOException {
        LoopFixture loop = loop();
        LoopFixture other = loop();
        IoFile file = file(other);
        ByteBuf buffer = buffers.keep(16);
        assertRefused(loop, loop.request().read(file, buffer, 4), buffer, "another loop");
        assertThat(other.finish(other.request().read(file, buffer, 4)).isOk()).isTrue();
    }

    @Test
    @DisplayName("a closed loop takes nothing; close() again does nothing")
    void closedLoop() {
        LoopFixture loop = loop();
        loop.tick();
        loop.close();
        loop.close();
        assertState(loop::tick, "closed");
        assertState(() -> loop.loop().run(TickRate.hertz(1)), "closed");
        assertState(() -> loop.lane().intents().queue(loop.request().nop()), "closed");
        assertState(loop::listen, "closed");
        loop.loop().stop();
    }

    @Test
    @DisplayName("another thread than the loop's is refused, with both names")
    void otherThread() {
        LoopFixture loop = loop();
        loop.tick();
        String owner = Thread.currentThread().toString();
        get(
                inBackground(
                        () -> {
                            assertState(loop.loop()::tick, owner);
                            assertState(loop.loop()::tick, "run-peer");
                            assertState(
                                    () -> loop.lane().intents().queue(loop.request().nop()), owner);
                            assertState(loop.loop()::close, owner);
                            assertState(loop::listen, owner);
                            return true;
                        }));
        loop.finish(loop.request().nop());
    }

    @Test
    @DisplayName("a loop may be built on one thread and belong to another, that of its first tick")
    void builtElsewhere() {
        LoopFixture loop = get(inBackground(() -> new LoopFixture(this, SMALL)));
        own(loop);
        connect(loop);
    }

    @Test
    @DisplayName("a virtual thread is refused")
    void virtualThread() throws Exception {
        List<Throwable> caught = new ArrayList<>();
        LoopFixture loop = loop();
        FutureTask<Boolean> task =
                new FutureTask<>(
                        () -> {
                            try {
                                loop.loop().tick();
                            } catch (IllegalStateException e) {
                                caught.add(e);
                            }
                            return true;
                        });
        try {
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        } catch (NoSuchMethodException e) {
            Assumptions.abort("no virtual threads before Java 21");
        }
        get(task);
        assertThat(caught).hasSize(1);
        assertThat(caught.get(0)).hasMessageContaining("virtual");
        loop.tick();
    }

    @Test
    @DisplayName("an unknown transport is refused, with the names that there are")
    void unknownTransport() {
        assertThatThrownBy(
                        () ->
                                TickLoop.builder()
                                        .transport("carrier-pigeon")
                                        .phase("p", phase -> phase.lane("l"))
                                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carrier-pigeon")
                .hasMessageContaining(transport());
    }

    @Test
    @DisplayName("declarations that are twice or empty are refused, with the name")
    void declarations() {
        assertState(() -> TickLoop.builder().transport(transport()).build(), "phase");
        assertArgument(() -> builder().phase("p", any -> {}).phase("p", any -> {}), "\"p\"");
        assertArgument(
                () -> builder().phase("p", phase -> phase.lane("same").lane("same")).build(),
                "\"same\"");
    }

    @Test
    @DisplayName("tick(), run() and close() within a system or callback are refused")
    void withinTick() {
        List<String> refused = new ArrayList<>();
        TickLoop[] loops = new TickLoop[1];
        try (TickLoop loop =
                builder()
                        .phase(
                                "p",
                                phase ->
                                        phase.system(
                                                tick -> {
                                                    tryAll(loops[0], refused);
                                                    tick.intents()
                                                            .queue(
                                                                    tick.request()
                                                                            .nop()
                                                                            .onComplete(
                                                                                    (done, in) ->
                                                                                            tryAll(
                                                                                                    loops[
                                                                                                            0],
                                                                                                    refused)));
                                                }))
                        .build()) {
            loops[0] = loop;
            loop.tick();
            loop.tick();
            assertThat(loop.stats().snapshot().ticks()).isEqualTo(2);
        }
        assertThat(refused).hasSizeGreaterThanOrEqualTo(12).doesNotContain("accepted");
    }

    private static void tryAll(TickLoop loop, List<String> refused) {
        List<Runnable> all =
                List.of(
                        loop::tick,
                        loop::close,
                        loop::beginTick,
                        () -> loop.run(TickRate.hertz(60)));
        for (Runnable each : all) {
            try {
                each.run();
                refused.add("accepted");
            } catch (IllegalStateException e) {
                refused.add(String.valueOf(e.getMessage()));
            }
        }
    }

    private IoFile file(LoopFixture loop) throws IOException {
        Path path = Files.write(directory().resolve("file"), new byte[64]);
        return loop.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Queues and expects a refusal that leaves the buffer and the lane as they were. */
    private static void assertRefused(
            LoopFixture loop, IoRequest request, ByteBuf buffer, String value) {
        int references = buffer.refCnt();
        int readerIndex = buffer.readerIndex();
        int writerIndex = buffer.writerIndex();
        int remaining = loop.lane().intents().remaining();
        assertArgument(() -> loop.lane().intents().queue(request), value);
        assertThat(buffer.refCnt()).isEqualTo(references);
        assertThat(buffer.readerIndex()).isEqualTo(readerIndex);
        assertThat(buffer.writerIndex()).isEqualTo(writerIndex);
        assertThat(loop.lane().intents().remaining()).isEqualTo(remaining);
    }

    private static void assertArgument(Runnable misuse, String value) {
        assertThatThrownBy(misuse::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(value);
    }

    private static void assertState(Runnable misuse, String value) {
        assertThatThrownBy(misuse::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(value);
    }
}
