package io.tickwire.iouring;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Errors;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Netty's handler of a ring, but for the ring's end: it is not drained.
 *
 * <p>Netty drains a ring with an entry that waits for all before it (IOSQE_IO_DRAIN), and then
 * reads its eventfd anew. The kernel hands what follows such an entry to a worker thread, which
 * looks the descriptor's number up when it comes to it. That may be after Netty has closed the
 * eventfd and freed the buffer of the read. The read then takes 8 bytes from whatever has the
 * number by now, such as the eventfd of the next ring, which waits for them in vain, and writes
 * them into memory that is no longer Netty's. And before Linux 6.16 an entry that drains never runs
 * after a SEND_ZC, whose second completion is not expected there. Without a drain nothing waits,
 * the read has been under way since before the end, and the kernel cancels it in time.
 */
final class RingHandler implements IoHandler {
    private static final Logger LOGGER = System.getLogger(RingHandler.class.getName());

    /** So many handles are noted before those that have ended are looked for. */
    private static final int FIRST_LOOK = 64;

    /** For about a second the kernel may have no memory for what it is given. */
    private static final int RUNS_WITHOUT_MEMORY = 1000;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final IoHandlerContext NOT_WAITING =
            new IoHandlerContext() {
                @Override
                public boolean canBlock() {
                    return false;
                }

                @Override
                public long delayNanos(long currentTimeNanos) {
                    return 0;
                }

                @Override
                public long deadlineNanos() {
                    return -1;
                }
            };

    private record Registered(IoUringIoHandle handle, IoRegistration registration) {}

    private final IoHandler netty;
    private final List<Registered> handles = new ArrayList<>();
    private int nextLook = FIRST_LOOK;
    private boolean isEnding;

    private RingHandler(IoHandler netty) {
        this.netty = netty;
    }

    /** Makes the one handler of a loop. */
    static final class Factory implements IoHandlerFactory {
        private final IoHandlerFactory netty;
        private @Nullable RingHandler made;

        Factory(IoHandlerFactory netty) {
            this.netty = netty;
        }

        @Override
        public IoHandler newHandler(ThreadAwareExecutor loop) {
            RingHandler handler = new RingHandler(netty.newHandler(loop));
            made = handler;
            return handler;
        }

        RingHandler made() {
            return Objects.requireNonNull(made);
        }
    }

    /** Has each handle that is registered close; over once {@link #isEmpty} after some runs. */
    void closeHandles() {
        for (Registered each : List.copyOf(handles)) {
            if (each.registration.isValid()) {
                close(each.handle);
            }
        }
    }

    private static void close(IoUringIoHandle handle) {
        try {
            handle.close();
        } catch (Exception e) {
            LOGGER.log(Level.WARNING, "A handle on the ring did not close: " + handle, e);
        }
    }

    boolean isEmpty() {
        forgetEnded();
        return handles.isEmpty();
    }

    private void forgetEnded() {
        handles.removeIf(each -> !each.registration.isValid());
    }

    @Override
    public void initialize() {
        netty.initialize();
    }

    /**
     * Where the kernel has no memory for a request it takes none (EAGAIN), and Netty throws. The
     * entries are in the queue still and go with the next run, which must not wait: Netty would add
     * another timeout each time.
     */
    @Override
    public int run(IoHandlerContext context) {
        try {
            return netty.run(context);
        } catch (UncheckedIOException e) {
            return runAgain(e);
        }
    }

    private int runAgain(UncheckedIOException first) {
        UncheckedIOException failure = first;
        for (int runs = 0; runs < RUNS_WITHOUT_MEMORY && isMemoryLack(failure); runs++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            try {
                return netty.run(NOT_WAITING);
            } catch (UncheckedIOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static boolean isMemoryLack(UncheckedIOException e) {
        return e.getCause() instanceof Errors.NativeIoException failure
                && failure.expectedErr() == Errors.ERRNO_EAGAIN_NEGATIVE;
    }

    @Override
    public void prepareToDestroy() {
        isEnding = true;
        closeHandles();
        int unused = netty.run(NOT_WAITING);
    }

    @Override
    public void destroy() {
        netty.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        if (isEnding) {
            throw new IllegalStateException("the ring is ending");
        }
        IoRegistration registration = netty.register(handle);
        if (handles.size() >= nextLook) {
            forgetEnded();
            nextLook = Math.max(FIRST_LOOK, 2 * handles.size());
        }
        handles.add(new Registered((IoUringIoHandle) handle, registration));
        return registration;
    }

    @Override
    public void wakeup() {
        netty.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return netty.isCompatible(handleType);
    }
}
