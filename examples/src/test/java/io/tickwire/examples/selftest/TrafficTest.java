package io.tickwire.examples.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private final Traffic traffic = new Traffic();

    @Test
    @DisplayName("sizes go from one byte to the largest message")
    void sizesGoFromOneByteToTheLargestMessage() {
        int[] sizes = IntStream.range(0, 100_000).map(i -> Traffic.size(i % 100, i)).toArray();
        assertThat(IntStream.of(sizes).min()).hasValue(1);
        assertThat(IntStream.of(sizes).max().getAsInt())
                .isGreaterThan(Traffic.MESSAGE_BYTES_MAX * 9 / 10)
                .isLessThanOrEqualTo(Traffic.MESSAGE_BYTES_MAX);
    }

    @Test
    @DisplayName("a message matches itself and no other")
    void aMessageMatchesItselfAndNoOther() {
        int size = Traffic.size(3, 4);
        ByteBuffer copy = ByteBuffer.allocate(size).put(traffic.from(3, 4, 0)).flip();
        assertThat(traffic.mismatch(3, 4, 0, copy)).isEqualTo(-1);
        copy.put(size - 1, (byte) ~copy.get(size - 1));
        assertThat(traffic.mismatch(3, 4, 0, copy)).isEqualTo(size - 1);
    }
}
