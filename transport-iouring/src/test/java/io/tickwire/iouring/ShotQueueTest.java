package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShotQueueTest {
    @Test
    void itKeepsTheOrderWhileItGrowsAroundItsEnd() {
        ShotQueue queue = new ShotQueue(4);
        int added = 0;
        int removed = 0;
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 300; i++) {
                queue.add(added % 3, added++);
            }
            for (int i = 0; i < 200; i++) {
                assertThat(queue.token(0)).isEqualTo(removed % 3);
                assertThat(queue.fd(0)).isEqualTo(removed++);
                queue.remove();
            }
        }
        assertThat(queue.size()).isEqualTo(added - removed);
        assertThat(queue.countOf(0) + queue.countOf(1) + queue.countOf(2)).isEqualTo(queue.size());
        while (!queue.isEmpty()) {
            assertThat(queue.fd(0)).isEqualTo(removed++);
            queue.remove();
        }
        assertThat(queue.countOf(1)).isZero();
    }
}
