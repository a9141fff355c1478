package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.spi.TransportOperation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Outputs: what is written in a phase leaves as one SEND, in its place. */
class OutputTest {
    /** Without leak detection: the collector has them. */
    private static ByteBuf packet(String text) {
        return new UnpooledByteBufAllocator(false, true)
                .heapBuffer()
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes a packet of its own, which is gone afterwards. */
    private static boolean write(StreamFixture f, String text) {
        ByteBuf packet = packet(text);
        try {
            return f.lane.output(f.stream).write(packet);
        } finally {
            packet.release();
        }
    }

    /** Ends every SEND as if the kernel had taken all of it; answers the bytes. */
    private static String sendAll(StreamFixture f, List<String> seen) {
        StringBuilder sent = new StringBuilder();
        for (int round = 0; round < 20; round++) {
            f.transport.submitted.clear();
            seen.addAll(f.tick());
            for (TransportOperation send : f.transport.submitted(IoOpType.SEND)) {
                sent.append(StreamFixture.text(send));
                f.transport.result(send, ScriptedTransport.bytes(send));
            }
        }
        return sent.toString();
    }

    @Test
    @DisplayName("output: what is written in a phase leaves as one SEND, and completes silently")
    void oneSendAPhase() {
        try (StreamFixture f = new StreamFixture()) {
            assertThat(write(f, "a")).isTrue();
            assertThat(write(f, "bb")).isTrue();
            assertThat(f.lane.output(f.stream).write(10, 7, (n, out) -> out.writeByte('0' + n)))
                    .isTrue();
            assertThat(f.lane.intents().size()).isEqualTo(1);
            assertThat(f.tick()).isEmpty();
            List<TransportOperation> sends = f.transport.submitted(IoOpType.SEND);
            assertThat(sends).hasSize(1);
            assertThat(StreamFixture.text(sends.get(0))).isEqualTo("abb7");
            assertThat(f.stream.pendingBytes()).isEqualTo(4);
            assertThat(f.stream.pendingSends()).isEqualTo(1);
            f.transport.result(sends.get(0), 4);
            assertThat(f.tick()).as("errors only").isEmpty();
            assertThat(f.stream.pendingBytes()).isZero();
        }
    }

    @Test
    @DisplayName("output: a failed SEND completes once with its error, and by a callback if asked")
    void errorsComplete() {
        try (StreamFixture f = new StreamFixture()) {
            write(f, "a");
            f.tick();
            f.transport.result(f.transport.last(IoOpType.SEND), IoStatus.ECONNRESET.result());
            assertThat(f.tick()).containsExactly("SEND=ECONNRESET");
            List<Long> told = new ArrayList<>();
            f.lane.output(f.stream)
                    .userData(42)
                    .onComplete((completion, tick) -> told.add(completion.userData()));
            assertThat(write(f, "b")).as("a broken stream is seen by its error").isTrue();
            f.tick();
            assertThat(f.tick()).isEmpty();
            assertThat(told).containsExactly(42L);
        }
    }

    @Test
    @DisplayName("output: successes complete too if asked for")
    void successesComplete() {
        try (StreamFixture f = new StreamFixture()) {
            f.lane.output(f.stream).errorsOnly(false);
            write(f, "abc");
            f.tick();
            f.transport.result(f.transport.last(IoOpType.SEND), 3);
            assertThat(f.tick()).containsExactly("SEND=3");
        }
    }

    @Test
    @DisplayName("D6: writes keep their order with what else the lane queues for the stream")
    void orderWithIntents() {
        try (StreamFixture f = new StreamFixture()) {
            write(f, "a");
            f.send("b");
            write(f, "c");
            write(f, "d");
            f.send("e");
            write(f, "f");
            List<String> seen = new ArrayList<>();
            assertThat(sendAll(f, seen)).isEqualTo("abcdef");
            assertThat(seen).containsExactly("SEND=1", "SEND=1");
            write(f, "g");
            f.queue(f.lane.request().shutdown(f.stream));
            assertThat(write(f, "h")).as("the lane does not look at its own queue").isTrue();
            assertThat(sendAll(f, seen)).isEqualTo("g");
            assertThat(seen).contains("SEND=EPIPE");
            assertThat(write(f, "i")).as("a stream that was shut down").isFalse();
        }
    }

    @Test
    @DisplayName("D6: CLOSE follows what was written before it, and nothing can be written after")
    void closeFollows() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.script = ScriptedTransport::completeCloses;
            write(f, "last words");
            f.queue(f.lane.request().close(f.stream));
            f.tick();
            assertThat(write(f, "x")).isFalse();
            assertThat(f.transport.submitted(IoOpType.CLOSE)).isEmpty();
            TransportOperation send = f.transport.last(IoOpType.SEND);
            assertThat(StreamFixture.text(send)).isEqualTo("last words");
            f.transport.result(send, 10);
            f.tick();
            assertThat(f.tick()).containsExactly("CLOSE=0");
        }
    }

    @Test
    @DisplayName("output: a write between two linked intents is no part of their chain")
    void outputsAreNoPartOfChains() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().send(f.stream, StreamFixture.buffer("a")).linked());
            write(f, "b");
            f.send("c");
            f.tick();
            TransportOperation first = f.transport.last(IoOpType.SEND);
            assertThat(StreamFixture.text(first)).isEqualTo("ab");
            f.transport.result(first, 2);
            f.tick();
            f.tick();
            assertThat(StreamFixture.text(f.transport.last(IoOpType.SEND))).isEqualTo("c");
        }
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().send(f.stream, StreamFixture.buffer("a")).linked());
            write(f, "b");
            f.send("c");
            f.tick();
            f.transport.result(f.transport.last(IoOpType.SEND), IoStatus.EPIPE.result());
            assertThat(f.tick())
                    .as("an error ends what follows on the stream")
                    .containsExactly("SEND=EPIPE", "SEND=EPIPE", "SEND=EPIPE");
        }
    }

    @Test
    @DisplayName("output: a full stream takes nothing of a packet, and room comes back")
    void boundOfTheStream() {
        BatchConfig config = BatchConfig.builder().streamPending(10, 1024).build();
        try (StreamFixture f = new StreamFixture(config)) {
            assertThat(write(f, "123456")).isTrue();
            assertThat(write(f, "78901")).isFalse();
            assertThat(write(f, "7890")).isTrue();
            assertThat(f.lane.output(f.stream).hasRoom(1)).isFalse();
            f.tick();
            assertThat(f.lane.output(f.stream).hasRoom(1)).isFalse();
            assertThat(f.lane.output(f.stream).write(1, "x", (x, out) -> out.writeByte(1)))
                    .isFalse();
            TransportOperation send = f.transport.last(IoOpType.SEND);
            assertThat(StreamFixture.text(send)).isEqualTo("1234567890");
            f.transport.result(send, 10);
            f.tick();
            assertThat(write(f, "longer than the bound")).as("where nothing is pending").isTrue();
            assertThat(write(f, "x")).isFalse();
        }
    }

    @Test
    @DisplayName("output: a stream may hold so many SENDs, one for each phase")
    void boundOfSends() {
        BatchConfig config = BatchConfig.builder().streamPending(1000, 2).build();
        try (StreamFixture f = new StreamFixture(config)) {
            for (int phase = 0; phase < 2; phase++) {
                assertThat(write(f, "a")).isTrue();
                assertThat(write(f, "b")).isTrue();
                f.tick();
            }
            assertThat(write(f, "c")).isFalse();
            f.transport.result(f.transport.last(IoOpType.SEND), 2);
            f.tick();
            assertThat(write(f, "c")).isTrue();
        }
    }

    @Test
    @DisplayName("output: a full lane takes no write, and one that has begun goes on")
    void boundOfTheLane() {
        BatchConfig config = BatchConfig.builder().laneCapacity(2).build();
        try (StreamFixture f = new StreamFixture(config)) {
            assertThat(write(f, "a")).isTrue();
            f.queue(f.lane.request().nop());
            assertThat(write(f, "b")).as("joins the SEND at hand").isTrue();
            f.lane.output(f.stream).endSend();
            assertThat(write(f, "c")).isFalse();
            f.tick();
            assertThat(f.loop.stats().snapshot().rejected()).isEqualTo(1);
            assertThat(write(f, "c")).isTrue();
        }
    }

    @Test
    @DisplayName("output: what found room is sent even if another SEND has filled the stream")
    void whatFoundRoomIsSent() {
        BatchConfig config = BatchConfig.builder().streamPending(10, 1024).build();
        try (StreamFixture f = new StreamFixture(config)) {
            f.send("1234567");
            assertThat(write(f, "890ab")).isTrue();
            List<String> seen = new ArrayList<>();
            assertThat(sendAll(f, seen)).isEqualTo("1234567890ab");
        }
    }

    @Test
    @DisplayName("D6: nothing written passes a SEND that was refused with ENOBUFS")
    void nothingPassesARefusedSend() {
        BatchConfig config = BatchConfig.builder().streamPending(10, 1024).build();
        try (StreamFixture f = new StreamFixture(config)) {
            f.send("12345678");
            f.send("9abc");
            assertThat(write(f, "d")).isTrue();
            f.loop.endPhase("phase");
            assertThat(write(f, "e")).as("the program has not seen it yet").isFalse();
            f.loop.beginTick();
            assertThat(f.seen()).containsExactly("SEND=ENOBUFS", "SEND=ENOBUFS");
            assertThat(f.stream.pendingBytes()).isEqualTo(8);
            assertThat(write(f, "ef")).isTrue();
        }
    }

    @Test
    @DisplayName("output: an encoder that throws or writes too much has written nothing")
    void encodersThatFail() {
        try (StreamFixture f = new StreamFixture()) {
            IoOutput output = f.lane.output(f.stream);
            write(f, "a");
            assertThatThrownBy(
                            () ->
                                    output.write(
                                            2, "xyz", (text, out) -> out.writeBytes(new byte[3])))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("3 bytes");
            assertThatThrownBy(
                            () ->
                                    output.write(
                                            2,
                                            "x",
                                            (text, out) -> {
                                                throw new IllegalArgumentException(text);
                                            }))
                    .hasMessage("x");
            assertThatThrownBy(() -> output.write(2, f, (fixture, out) -> write(fixture, "y")))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> output.hasRoom(-1)).hasMessageContaining("-1");
            assertThatThrownBy(() -> output.write(packet("abc"), 1, 1000))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            output.write(4, f, (fixture, out) -> fixture.send("b"));
            output.write(
                    4,
                    f,
                    (fixture, out) -> {
                        out.writeByte('d');
                        fixture.send("c");
                    });
            List<String> seen = new ArrayList<>();
            assertThat(sendAll(f, seen)).isEqualTo("abcd");
        }
    }

    @Test
    @DisplayName("output: writes grow a SEND page by page, and long ones leave as several")
    void longWrites() {
        Random random = new Random(5);
        StringBuilder written = new StringBuilder();
        try (StreamFixture f = new StreamFixture()) {
            List<String> seen = new ArrayList<>();
            StringBuilder sent = new StringBuilder();
            for (int phase = 0; phase < 20; phase++) {
                for (int i = 0; i < 60; i++) {
                    int length = 1 + random.nextInt(phase % 4 == 0 ? 10 : 4_000);
                    String text = String.valueOf((char) ('a' + i % 26)).repeat(length);
                    assertThat(write(f, text)).isTrue();
                    written.append(text);
                }
                assertThat(f.lane.intents().size()).isBetween(1, 5);
                sent.append(sendAll(f, seen));
            }
            assertThat(seen).isEmpty();
            assertThat(sent.toString()).isEqualTo(written.toString());
        }
    }

    @Test
    @DisplayName("output: pages are kept for use, and freed when they are needed no more")
    void pagesAreBounded() {
        try (StreamFixture f = new StreamFixture()) {
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                write(f, "x".repeat(10_000));
            }
            sendAll(f, seen);
            for (int tick = 0; tick < 3 * Spares.SPAN_TICKS; tick++) {
                write(f, "x");
                f.tick();
                f.transport.result(f.transport.last(IoOpType.SEND), 1);
            }
            assertThat(f.lane.pages().count()).isLessThan(5);
        }
    }

    @Test
    @DisplayName("broadcast: each stream gets the packet in its turn; a long one is stored once")
    void broadcasts() {
        BatchConfig config = BatchConfig.builder().streamPending(8_000, 1024).build();
        try (StreamFixture f = new StreamFixture(config)) {
            List<IoStream> streams = List.of(f.stream, f.anotherStream(), f.anotherStream());
            List<IoStream> refused = new ArrayList<>();
            ByteBuf small = packet("small");
            ByteBuf large = packet("L".repeat(5_000));
            assertThat(f.lane.broadcast(small, streams, refused::add)).isEqualTo(3);
            int pages = f.lane.pages().count();
            assertThat(f.lane.broadcast(large, streams, refused::add)).isEqualTo(3);
            assertThat(f.lane.pages().count()).isEqualTo(pages + 1);
            assertThat(f.lane.broadcast(small, streams.subList(0, 2), refused::add)).isEqualTo(2);
            assertThat(refused).isEmpty();
            assertThat(f.lane.broadcast(large, streams, refused::add)).isZero();
            assertThat(refused).isEqualTo(streams);
            small.release();
            large.setZero(0, 5_000).release();
            f.tick();
            List<TransportOperation> sends = f.transport.submitted(IoOpType.SEND);
            assertThat(sends).hasSize(3);
            String all = "small" + "L".repeat(5_000);
            assertThat(sends.stream().map(StreamFixture::text))
                    .containsExactly(all + "small", all + "small", all);
            sends.forEach(send -> f.transport.result(send, ScriptedTransport.bytes(send)));
            assertThat(f.tick()).isEmpty();
        }
    }

    @Test
    @DisplayName("output: of another loop's stream, or on another thread, is refused")
    void misuse() throws InterruptedException {
        try (StreamFixture f = new StreamFixture();
                StreamFixture other = new StreamFixture()) {
            assertThatThrownBy(() -> f.lane.output(other.stream))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another loop");
            IoOutput output = f.lane.output(f.stream);
            assertThat(f.lane.output(f.stream)).isSameAs(output);
            assertThat(output.stream()).isSameAs(f.stream);
            List<Throwable> thrown = new ArrayList<>();
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    output.hasRoom(1);
                                } catch (IllegalStateException e) {
                                    thrown.add(e);
                                }
                            });
            thread.start();
            thread.join();
            assertThat(thrown).hasSize(1);
        }
    }

    @Test
    @DisplayName("output: callbacks have outputs too, whose bytes head the next batch")
    void callbacksWrite() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(
                    f.lane.request()
                            .timeoutNanos(0)
                            .onComplete(
                                    (completion, tick) ->
                                            tick.output(f.stream)
                                                    .write(packet("from a callback, "))));
            f.tick();
            write(f, "from the lane");
            List<String> seen = new ArrayList<>();
            assertThat(sendAll(f, seen)).isEqualTo("from a callback, from the lane");
        }
    }

    @Test
    @DisplayName("output: a loop that closes sends what was written, and takes no more")
    void closing() {
        StreamFixture f = new StreamFixture();
        StringBuilder sent = new StringBuilder();
        List<Boolean> taken = new ArrayList<>();
        f.transport.script =
                (transport, batch) ->
                        batch.forEach(
                                operation -> {
                                    if (operation.type() == IoOpType.SEND) {
                                        sent.append(StreamFixture.text(operation));
                                    }
                                    transport.result(
                                            operation, ScriptedTransport.defaultResult(operation));
                                });
        f.lane.output(f.stream)
                .errorsOnly(false)
                .onComplete((completion, tick) -> taken.add(write(f, "more")));
        write(f, "farewell");
        f.loop.close();
        assertThat(sent.toString()).isEqualTo("farewell");
        assertThat(taken).containsExactly(false);
    }
}
