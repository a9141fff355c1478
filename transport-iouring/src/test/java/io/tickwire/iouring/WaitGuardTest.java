package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The entries of the guard, of which no kernel hears: each ends when the test says so. */
class WaitGuardTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final Entries entries = new Entries();
    private final WaitGuard guard = new WaitGuard();

    /** Keeps what was submitted, and names each entry by its number from 1 on. */
    private static final class Entries implements IoRegistration {
        final List<String> submitted = new ArrayList<>();
        boolean isCancelled;

        @Override
        public long submit(IoOps ops) {
            submitted.add(ops.toString());
            return submitted.size();
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty has it
        public <T> T attachment() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isValid() {
            return !isCancelled;
        }

        @Override
        public boolean cancel() {
            isCancelled = true;
            return true;
        }
    }

    @BeforeEach
    void register() {
        guard.register(entries);
    }

    /** One of the guard's entries has ended. */
    private void complete(byte opcode) {
        guard.handle(entries, new IoUringIoEvent(0, 0, opcode, 0L));
    }

    private void completeTimeout() {
        complete(LinuxAbi.OP_TIMEOUT);
    }

    @Test
    @DisplayName("one entry bounds all waits that are no shorter, until it has ended")
    void oneEntryForMany() {
        assertThat(guard.bounds(HOUR)).isTrue();
        assertThat(guard.bounds(HOUR)).isTrue();
        assertThat(guard.bounds(2 * HOUR)).isTrue();
        assertThat(entries.submitted).hasSize(1);
        completeTimeout();
        assertThat(guard.bounds(HOUR)).isTrue();
        assertThat(entries.submitted).hasSize(2);
    }

    @Test
    @DisplayName("a wait that is shorter than the entry's is not bounded, and makes no other entry")
    void shorterThanTheEntry() {
        assertThat(guard.bounds(HOUR)).isTrue();
        assertThat(guard.bounds(1_000_000)).isFalse();
        assertThat(entries.submitted).hasSize(1);
        completeTimeout();
        assertThat(guard.bounds(1_000_000)).isTrue();
    }

    @Test
    @DisplayName("a cancel names the entry, and both must end before the guard is idle")
    void cancel() {
        assertThat(guard.isIdle()).isTrue();
        assertThat(guard.bounds(HOUR)).isTrue();
        assertThat(guard.isIdle()).isFalse();
        guard.cancel();
        assertThat(entries.submitted).hasSize(2);
        // The first entry's name, see Entries.
        assertThat(entries.submitted.get(1))
                .contains("opcode=" + LinuxAbi.OP_ASYNC_CANCEL + ",", "union2=1,");
        completeTimeout();
        assertThat(guard.isIdle()).isFalse();
        complete(LinuxAbi.OP_ASYNC_CANCEL);
        assertThat(guard.isIdle()).isTrue();
        guard.unregister();
        assertThat(entries.isCancelled).isTrue();
    }

    @Test
    @DisplayName("there is nothing to cancel where no entry is in the kernel")
    void nothingToCancel() {
        guard.cancel();
        assertThat(guard.bounds(HOUR)).isTrue();
        completeTimeout();
        guard.cancel();
        assertThat(entries.submitted).hasSize(1);
        assertThat(guard.isIdle()).isTrue();
    }
}
