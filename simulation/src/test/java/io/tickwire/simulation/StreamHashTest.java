package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bytes in chunks. */
class StreamHashTest {
    private final Random random = new Random(42);

    @Test
    @DisplayName("a hash is the same wherever its bytes are cut, and another one for other bytes")
    void chunksDoNotMatter() {
        byte[] bytes = new byte[1000];
        random.nextBytes(bytes);
        StreamHash whole = new StreamHash();
        whole.update(bytes, 0, bytes.length);
        for (int run = 0; run < 100; run++) {
            StreamHash cut = new StreamHash();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, random.nextInt(20));
                ByteBuf chunk = Unpooled.copiedBuffer(bytes, at, length);
                cut.update(chunk, 0, length);
                at += length;
            }
            assertThat(cut.value()).isEqualTo(whole.value());
        }
        long before = whole.value();
        bytes[500]++;
        whole.reset();
        whole.update(bytes, 0, bytes.length);
        assertThat(whole.value()).isNotEqualTo(before);
    }

    @Test
    @DisplayName("a ring gives back what went in, in order, and drops what it is told to")
    void ringKeepsOrder() {
        ByteRing ring = new ByteRing();
        byte[] all = new byte[10_000];
        random.nextBytes(all);
        int in = 0;
        int out = 0;
        while (out < all.length) {
            int added = Math.min(all.length - in, random.nextInt(300));
            ring.write(Unpooled.copiedBuffer(all, in, added), 0, added);
            in += added;
            int taken = Math.min(ring.size(), random.nextInt(300));
            StreamHash hash = new StreamHash();
            StreamHash expected = new StreamHash();
            if (random.nextInt(5) == 0) {
                ring.skip(taken);
            } else {
                ring.read(taken, hash);
                expected.update(all, out, taken);
            }
            assertThat(hash.value()).isEqualTo(expected.value());
            out += taken;
        }
        assertThat(ring.size()).isZero();
    }
}
