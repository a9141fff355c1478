package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Errors;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of an entry into the kernel that the kernel refuses. */
class RingHandlerTest {
    private static final int EBADF_NEGATIVE = -9;

    private final Refusing netty = new Refusing();
    private final IoHandler handler = new RingHandler.Factory(loop -> netty).newHandler(null);

    @BeforeAll
    static void requireIoUring() {
        Rigs.requireIoUring();
    }

    @Test
    @DisplayName("what the kernel has no memory for goes with a later run, which does not wait")
    void runsAgainWithoutAWait() {
        netty.refusals = 3;
        assertThat(handler.run(new Waiting())).isEqualTo(7);
        assertThat(netty.canBlock).containsExactly(true, false, false, false);
    }

    @Test
    @DisplayName("what else the kernel answers fails at once")
    void otherErrorsFail() {
        netty.refusals = 1;
        netty.errno = EBADF_NEGATIVE;
        assertThatThrownBy(() -> handler.run(new Waiting()))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(netty.canBlock).hasSize(1);
    }

    @Test
    @DisplayName("a kernel that stays without memory fails the ring after a bounded number of runs")
    void runsAreBounded() {
        netty.refusals = Integer.MAX_VALUE;
        assertThatThrownBy(() -> handler.run(new Waiting()))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(netty.canBlock).hasSizeBetween(2, 2_000);
    }

    /** Stands for Netty's handler, as it is when io_uring_enter fails. */
    private static final class Refusing implements IoHandler {
        private final List<Boolean> canBlock = new ArrayList<>();
        private int refusals;
        private int errno = Errors.ERRNO_EAGAIN_NEGATIVE;

        @Override
        public int run(IoHandlerContext context) {
            canBlock.add(context.canBlock());
            if (canBlock.size() <= refusals) {
                throw new UncheckedIOException(Errors.newIOException("io_uring_enter", errno));
            }
            return 7;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return true;
        }
    }

    private static final class Waiting implements IoHandlerContext {
        @Override
        public boolean canBlock() {
            return true;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    }
}
