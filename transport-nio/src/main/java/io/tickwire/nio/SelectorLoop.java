package io.tickwire.nio;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import io.tickwire.IoStatus;
import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.spi.LoopTermination;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Netty's selector under a loop that is driven by hand. Made on any thread, then bound to one.
 * Waits are rounded to milliseconds, those below half a millisecond to none: the selector knows no
 * other.
 */
final class SelectorLoop {
    private static final Logger LOGGER = System.getLogger(SelectorLoop.class.getName());

    private final ManualIoEventLoop loop;
    private boolean isStarted;

    /** Whether others may have channels and tasks on the loop. */
    private boolean isShared;

    /** Channels watched for something. */
    private int watched;

    /**
     * Whether a registered channel was closed, whose descriptor the JDK closes at the next select.
     */
    private boolean isClosing;

    private SelectorLoop(ManualIoEventLoop loop) {
        this.loop = loop;
    }

    /**
     * Ends a wait on an interrupt before Netty's handler looks at the flag, which it would clear.
     */
    private static final class InterruptibleLoop extends ManualIoEventLoop {
        InterruptibleLoop() {
            super(null, null, NioIoHandler.newFactory());
        }

        @Override
        protected boolean canBlock() {
            return !Thread.currentThread().isInterrupted();
        }
    }

    /** Opens a selector; fails with the reason, e.g. no descriptor left. */
    static SelectorLoop open() throws IOException {
        try {
            return new SelectorLoop(new InterruptibleLoop());
        } catch (RuntimeException failure) {
            throw new IOException("no selector: " + reason(failure), failure);
        }
    }

    private static Throwable reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : cause;
    }

    void start(Thread owner) {
        loop.setOwningThread(owner);
        isStarted = true;
    }

    IoEventLoop share() {
        isShared = true;
        return loop;
    }

    /** Asks the selector once, if there is anything it could tell; answers whether it was asked. */
    boolean runNow() {
        if (watched == 0 && !isShared) {
            return false;
        }
        select();
        return true;
    }

    /** Asks the selector once. */
    void select() {
        loop.runNow();
        isClosing = false;
    }

    /** Has the JDK close descriptors; runs no tasks. Answers whether the selector was asked. */
    boolean finishCloses() {
        if (!isClosing) {
            return false;
        }
        isClosing = false;
        loop.runNow(-1);
        return true;
    }

    /**
     * Waits for something to handle, or an interrupt. A flag that is set already would end every
     * wait at once: it is taken away for the wait.
     */
    void run(long waitNanos) {
        boolean isInterrupted = Thread.interrupted();
        try {
            // Netty takes 0 for a wait without a limit.
            loop.run(waitNanos == Long.MAX_VALUE ? 0 : waitNanos);
            isClosing = false;
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void wakeup() {
        loop.wakeup();
    }

    /** Registers a handle that waits for nothing yet. */
    IoRegistration register(NioIoHandle handle) throws IOException {
        Future<IoRegistration> registration = loop.register(handle);
        if (registration.isSuccess()) {
            return registration.getNow();
        }
        Throwable failure = registration.cause();
        int result = failure == null ? IoStatus.OTHER.result() : ExceptionStatus.result(failure);
        throw new IOException(IoStatus.of(result).description(), failure);
    }

    void watchBegan() {
        watched++;
    }

    void watchEnded() {
        watched--;
    }

    void unregistered() {
        isClosing = true;
    }

    /** Ends the loop, and closes what others still have on it. */
    void close() {
        if (watched != 0) {
            LOGGER.log(Level.ERROR, "{0} channels are watched at the loop''s end", watched);
        }
        if (!isStarted) {
            loop.setOwningThread(Thread.currentThread());
            isStarted = true;
        }
        boolean unused = LoopTermination.await(loop);
    }
}
