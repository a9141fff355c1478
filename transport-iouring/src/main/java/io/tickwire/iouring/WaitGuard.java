package io.tickwire.iouring;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.netty.util.internal.PlatformDependent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds waits with one timeout entry that serves many of them. Netty would submit one per wait,
 * which costs more than the rest of a short wait. A wait may end early when the entry was made for
 * an earlier one.
 */
final class WaitGuard implements IoUringIoHandle {
    /** struct __kernel_timespec: seconds and nanoseconds, include/uapi/linux/time_types.h. */
    private static final int TIMESPEC_BYTES = 16;

    private final ByteBuffer timespec =
            ByteBuffer.allocateDirect(TIMESPEC_BYTES).order(ByteOrder.nativeOrder());
    private final long timespecAddress = PlatformDependent.directBufferAddress(timespec);
    private @Nullable IoRegistration registration;
    private long token;
    private boolean isArmed;
    private long deadlineNanos;

    /** How many entries are in the kernel: the timeout, and at the end its cancel. */
    private int entries;

    /**
     * Sees to it that the kernel posts a completion before a wait of this length is over.
     *
     * @return false if the entry that is there ends too late
     */
    boolean bounds(long waitNanos) {
        long now = System.nanoTime();
        if (isArmed) {
            return deadlineNanos - now <= waitNanos;
        }
        long nanosPerSecond = TimeUnit.SECONDS.toNanos(1);
        timespec.putLong(0, waitNanos / nanosPerSecond).putLong(8, waitNanos % nanosPerSecond);
        token = submit(LinuxAbi.OP_TIMEOUT, timespecAddress, 1);
        isArmed = true;
        deadlineNanos = now + waitNanos;
        return true;
    }

    void register(IoRegistration newRegistration) {
        registration = newRegistration;
    }

    /** Has the kernel give the entry back; over once {@link #isIdle} is true after some runs. */
    void cancel() {
        if (isArmed) {
            submit(LinuxAbi.OP_ASYNC_CANCEL, token, 0);
        }
    }

    void unregister() {
        Objects.requireNonNull(registration).cancel();
    }

    boolean isIdle() {
        return entries == 0;
    }

    @Override
    public void handle(IoRegistration of, IoEvent event) {
        entries--;
        isArmed = false;
    }

    @Override
    public void close() {
        // Cancelled before the loop shuts down.
    }

    private long submit(byte opcode, long union2, int length) {
        entries++;
        return Objects.requireNonNull(registration)
                .submit(
                        new IoUringIoOps(
                                opcode, (byte) 0, (short) 0, -1, 0L, union2, length, 0, 0L,
                                (short) 0, (short) 0, 0, 0L));
    }
}
