package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.tickwire.spi.TransportOperation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The memory that outputs have their bytes in: how much there is, and what mistakes do to it. */
class OutputMemoryTest {
    private static final int LARGE = 64 * 1024;

    private static void encode(String text, ByteBuf out) {
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    /** Ends the SENDs at hand; answers their bytes. */
    private static String sendAll(StreamFixture f) {
        StringBuilder sent = new StringBuilder();
        for (int round = 0; round < 5; round++) {
            f.transport.submitted.clear();
            assertThat(f.tick()).isEmpty();
            for (TransportOperation send : f.transport.submitted(IoOpType.SEND)) {
                sent.append(StreamFixture.text(send));
                f.transport.result(send, ScriptedTransport.bytes(send));
            }
        }
        return sent.toString();
    }

    @Test
    @DisplayName("output: nothing at all can be written, first or later, and sends nothing")
    void emptyWrites() {
        try (StreamFixture f = new StreamFixture()) {
            IoOutput output = f.lane.output(f.stream);
            assertThat(output.write(Unpooled.EMPTY_BUFFER)).isTrue();
            assertThat(output.write(0, "", OutputMemoryTest::encode)).isTrue();
            assertThat(output.write(LARGE, "", OutputMemoryTest::encode)).isTrue();
            assertThat(f.lane.broadcast(Unpooled.EMPTY_BUFFER, List.of(f.stream), stream -> {}))
                    .isEqualTo(1);
            assertThat(f.lane.intents().size()).isZero();
            assertThat(output.write(1, "a", OutputMemoryTest::encode)).isTrue();
            assertThat(output.write(Unpooled.EMPTY_BUFFER)).isTrue();
            assertThat(sendAll(f)).isEqualTo("a");
            assertThat(f.stream.pendingSends()).isZero();
        }
    }

    @Test
    @DisplayName("output: memory follows what was written, not the most that an encoder may write")
    void memoryFollowsWhatWasWritten() {
        int phases = 100;
        try (StreamFixture f = new StreamFixture()) {
            IoOutput output = f.lane.output(f.stream);
            for (int phase = 0; phase < phases; phase++) {
                assertThat(output.write(LARGE, "abc", OutputMemoryTest::encode)).isTrue();
                assertThat(output.write(LARGE - 10, "de", OutputMemoryTest::encode)).isTrue();
                f.loop.endPhase("phase");
                f.loop.beginTick();
            }
            assertThat(f.stream.pendingSends()).isEqualTo(phases);
            assertThat(f.lane.pages().capacityBytes()).isLessThan(LARGE + phases * 1024L);
            f.transport.result(f.transport.last(IoOpType.SEND), 5);
            assertThat(sendAll(f)).isEqualTo("abcde".repeat(phases - 1));
        }
    }

    @Test
    @DisplayName(
            "output: what an encoder wrote goes with the SEND at hand if it fits, however much")
    void joinsByWhatWasWritten() {
        try (StreamFixture f = new StreamFixture()) {
            IoOutput output = f.lane.output(f.stream);
            String most = "x".repeat(LARGE - 6);
            assertThat(output.write(LARGE, most, OutputMemoryTest::encode)).isTrue();
            assertThat(output.write(100, "abc", OutputMemoryTest::encode)).isTrue();
            assertThat(output.write(3, "def", OutputMemoryTest::encode)).isTrue();
            assertThat(f.lane.intents().size()).isEqualTo(1);
            assertThat(output.write(100, "next", OutputMemoryTest::encode)).isTrue();
            assertThat(f.lane.intents().size()).isEqualTo(2);
            assertThat(sendAll(f)).isEqualTo(most + "abcdefnext");
        }
    }

    @Test
    @DisplayName("output: all memory is freed with the loop, of what was sent, cancelled and lost")
    void freedWithTheLoop() {
        long before = GatheredSend.allocatedBytes();
        StreamFixture f = new StreamFixture();
        IoOutput output = f.lane.output(f.stream);
        ByteBuf packet = Unpooled.buffer(5_000).writeZero(5_000);
        for (int phase = 0; phase < 5; phase++) {
            assertThat(output.write(LARGE, "abc", OutputMemoryTest::encode)).isTrue();
            assertThat(f.lane.broadcast(packet, List.of(f.stream), stream -> {})).isEqualTo(1);
            if (phase == 1) {
                f.queue(f.lane.request().cancel(f.stream));
            }
            f.tick();
        }
        packet.release();
        assertThat(output.write(3, "def", OutputMemoryTest::encode)).isTrue();
        assertThat(GatheredSend.allocatedBytes()).isGreaterThan(before);
        f.close();
        assertThat(GatheredSend.allocatedBytes()).isEqualTo(before);
    }

    @Test
    @DisplayName("broadcast: a packet that was released is refused, and no page is lost to it")
    void releasedPacket() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf packet = Unpooled.buffer(5_000).writeZero(5_000);
            packet.release();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> f.lane.broadcast(packet, List.of(f.stream), stream -> {}))
                        .isInstanceOf(IllegalReferenceCountException.class);
            }
            assertThat(f.lane.pages().count()).isEqualTo(1);
            assertThat(f.lane.intents().size()).isZero();
        }
    }

    @Test
    @DisplayName("output: an encoder that ends the phase has its bytes sent in the next one")
    void encoderThatEndsThePhase() {
        BatchConfig config = BatchConfig.builder().streamPending(4, 1024).build();
        try (StreamFixture f = new StreamFixture(config)) {
            IoOutput output = f.lane.output(f.stream);
            assertThat(output.write(1, "a", OutputMemoryTest::encode)).isTrue();
            assertThat(
                            output.write(
                                    3,
                                    "bcd",
                                    (text, out) -> {
                                        assertThat(sendAll(f)).isEqualTo("a");
                                        for (int page = 0; page < 20; page++) {
                                            f.lane.output(f.anotherStream())
                                                    .write(1, "-", OutputMemoryTest::encode);
                                        }
                                        encode(text, out);
                                    }))
                    .isTrue();
            assertThat(output.hasRoom(2)).as("what it wrote counts").isFalse();
            assertThat(output.hasRoom(1)).isTrue();
            f.transport.submitted.clear();
            f.tick();
            List<TransportOperation> sends = f.transport.submitted(IoOpType.SEND);
            assertThat(sends.stream().map(StreamFixture::text)).contains("bcd");
            sends.forEach(send -> f.transport.result(send, ScriptedTransport.bytes(send)));
            f.tick();
        }
    }

    @Test
    @DisplayName("output: an encoder that releases its buffer has written nothing, and harms none")
    void encoderThatReleases() {
        try (StreamFixture f = new StreamFixture()) {
            IoOutput output = f.lane.output(f.stream);
            for (int bytesMax : new int[] {3, LARGE}) {
                assertThatThrownBy(() -> output.write(bytesMax, "x", (text, out) -> out.release()))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("released its buffer");
                assertThat(output.write(3, "abc", OutputMemoryTest::encode)).isTrue();
                assertThat(output.write(LARGE - 10, "de", OutputMemoryTest::encode)).isTrue();
                assertThat(sendAll(f)).isEqualTo("abcde");
            }
        }
    }

    @Test
    @DisplayName(
            "broadcast: within an encoder of one of its streams it is refused, small and large")
    void broadcastWithinAnEncoder() {
        try (StreamFixture f = new StreamFixture()) {
            for (int bytes : new int[] {10, 5_000}) {
                ByteBuf packet = Unpooled.buffer(bytes).writeZero(bytes);
                assertThatThrownBy(
                                () ->
                                        f.lane.output(f.stream)
                                                .write(
                                                        3,
                                                        List.of(f.stream),
                                                        (streams, out) ->
                                                                f.lane.broadcast(
                                                                        packet,
                                                                        streams,
                                                                        stream -> {})))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("within the encoder");
                packet.release();
            }
            assertThat(f.lane.intents().size()).isZero();
        }
    }
}
