package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table of what is being filled, beside a set. */
class BufferClaimsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    @DisplayName("buffer: however many addresses are claimed, each is found and none is made up")
    void manyClaims() {
        Assertions.assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    BufferClaims claims = new BufferClaims();
                    for (long address = 1; address <= 100_000; address++) {
                        assertThat(claims.add(address * 64)).isTrue();
                    }
                    for (long address = 1; address <= 100_000; address++) {
                        assertThat(claims.add(address * 64)).isFalse();
                        claims.remove(address * 64);
                    }
                    assertThatThrownBy(() -> claims.remove(64))
                            .hasMessageContaining("no claim on address 0x40");
                });
    }

    @Test
    @DisplayName("buffer: claims come and go as in a set")
    void asASet() {
        Random random = new Random(7);
        BufferClaims claims = new BufferClaims();
        Set<Long> model = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            long address = 1L + random.nextInt(300);
            if (random.nextBoolean()) {
                assertThat(claims.add(address)).isEqualTo(model.add(address));
            } else if (model.remove(address)) {
                claims.remove(address);
            }
        }
    }

    @Test
    @DisplayName("buffer: a READV and a RECVMSG of many regions fit a lane of few intents")
    void manyRegionsInASmallLane() {
        BatchConfig config = BatchConfig.builder().laneCapacity(4).laneInFlight(4).build();
        Assertions.assertTimeoutPreemptively(LIMIT, () -> fillWithRegions(config));
    }

    private static void fillWithRegions(BatchConfig config) {
        try (StreamFixture f = new StreamFixture(config)) {
            f.tick();
            ByteBuf[] regions = new ByteBuf[16];
            for (int i = 0; i < regions.length; i++) {
                regions[i] = StreamFixture.empty(8);
            }
            f.queue(f.lane.request().readv(IoFile.OPENED, regions));
            for (ByteBuf region : regions) {
                assertThatThrownBy(() -> f.queue(f.lane.request().read(IoFile.OPENED, region, 8)))
                        .hasMessageContaining("explicit index");
            }
            assertThat(f.tick()).containsExactly("READV=EBADF");
            f.tick();
            for (ByteBuf region : regions) {
                region.release();
            }
        }
    }
}
