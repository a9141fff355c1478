package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.IoOpType;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportConfig;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The way of a group's buffers to the kernel, with answers as a kernel without memory gives. */
class ProvidedGroupTest {
    private static final int TOKENS = 8;
    private static final int ENOMEM_NEGATIVE = -12;

    private final GroupBuffers buffers = new GroupBuffers(new BufferGroup(3, 64, 4));
    private Ring ring;
    private ProvidedGroup group;

    @BeforeEach
    void startRing() throws IOException {
        Rigs.requireIoUring();
        ring = Ring.create(new TransportConfig(TOKENS, TOKENS, BatchConfig.DEFAULT));
        ring.start(new CompletionDecoder(null, null, null, null, null), TOKENS);
        buffers.serve(IoOpType.RECV);
        group = new ProvidedGroup(buffers, ring);
        group.register();
    }

    @AfterEach
    void endRing() {
        assertThat(ring.terminate()).isTrue();
        buffers.close(true);
    }

    @Test
    @DisplayName("group: the kernel gets each buffer once, and an answer for each is counted")
    void eachOnce() {
        group.provide();
        group.provide();
        ring.enter();
        assertThat(provided()).isEqualTo(4);
        assertThat(ring.inFlight()).isZero();
    }

    @Test
    @DisplayName("group: a buffer that the kernel had no memory for is handed over again")
    void refusedIsHandedOverAgain() {
        group.provide();
        group.answered(2, ENOMEM_NEGATIVE);
        group.answered(1, 0);
        group.recycle(0);
        assertThat(provided()).isEqualTo(6);
        ring.enter();
        group.provide();
        assertThat(provided()).isEqualTo(6);
    }

    private long provided() {
        return ring.entries(LinuxAbi.OP_PROVIDE_BUFFERS);
    }
}
