package io.tickwire.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a loop of Netty is ended, and for how long that is waited for. */
class LoopTerminationTest {
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(Thread.currentThread(), NioIoHandler.newFactory());

    @Test
    @DisplayName("a loop with tasks ends at once and runs them")
    void tasksAreRun() {
        int[] ran = new int[1];
        loop.execute(() -> ran[0]++);
        assertThat(LoopTermination.await(loop)).isTrue();
        assertThat(loop.isTerminated()).isTrue();
        assertThat(ran[0]).isEqualTo(1);
    }

    @Test
    @DisplayName("a loop that its program lets linger is abandoned at the limit")
    void lingeringLoopIsAbandoned() {
        Future<?> unused = loop.shutdownGracefully(1, 1, TimeUnit.HOURS);
        assertThat(LoopTermination.await(loop, TimeUnit.MILLISECONDS.toNanos(50))).isFalse();
        assertThat(loop.isTerminated()).isFalse();
    }
}
