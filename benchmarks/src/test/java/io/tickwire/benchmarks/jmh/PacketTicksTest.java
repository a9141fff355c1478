package io.tickwire.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the packets' benchmark counts is what was sent. */
class PacketTicksTest {
    @Test
    @DisplayName("no packet of a benchmark's tick is refused or fails, by whatever way it goes")
    void nothingIsRefused() {
        try (PacketTicks ticks = new PacketTicks(20)) {
            for (int i = 0; i < 100; i++) {
                assertThat(ticks.output()).isZero();
                assertThat(ticks.encoded()).isZero();
                assertThat(ticks.broadcast()).isZero();
                assertThat(ticks.send()).isZero();
                assertThat(ticks.sendOwn()).isZero();
            }
        }
    }
}
