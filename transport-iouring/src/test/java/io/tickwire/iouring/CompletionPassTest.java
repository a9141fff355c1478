package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the kernel's numbers mean. */
class CompletionPassTest {
    private static final int ERESTARTSYS_NEGATIVE = -512;

    @Test
    @DisplayName("an interrupt is a cancel where one was asked for, and EINTR where none was")
    void interrupts() {
        for (int result : new int[] {IoStatus.EINTR.result(), ERESTARTSYS_NEGATIVE}) {
            assertThat(CompletionPass.withoutRestart(result, true))
                    .isEqualTo(IoStatus.ECANCELED.result());
            assertThat(CompletionPass.withoutRestart(result, false))
                    .isEqualTo(IoStatus.EINTR.result());
        }
        assertThat(CompletionPass.withoutRestart(5, true)).isEqualTo(5);
        assertThat(CompletionPass.withoutRestart(IoStatus.EIO.result(), true))
                .isEqualTo(IoStatus.EIO.result());
    }
}
