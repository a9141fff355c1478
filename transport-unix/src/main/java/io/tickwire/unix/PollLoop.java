package io.tickwire.unix;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.Future;
import io.tickwire.spi.LoopTermination;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * A poller of Netty's under a loop that is driven by hand. Made on any thread, then bound to one;
 * {@link #wakeup} may be called from anywhere. Holds descriptors: whoever made it closes it, once.
 */
public final class PollLoop {
    private static final Logger LOGGER = System.getLogger(PollLoop.class.getName());

    private final ManualIoEventLoop loop;
    private boolean isStarted;

    /** Whether others may have channels and tasks on the loop. */
    private boolean isShared;

    /** Sockets that are registered. */
    private int watched;

    /** Whether the poller still holds what was taken from it. */
    private boolean isClosing;

    /**
     * Whether a wakeup came that no wait has answered. Netty forgets one that comes just before the
     * wait begins, but asks {@link ManualIoEventLoop#canBlock} once more after that.
     */
    private volatile boolean isWoken;

    private PollLoop(IoHandlerFactory factory) {
        loop =
                new ManualIoEventLoop(null, null, factory) {
                    @Override
                    protected boolean canBlock() {
                        return !isWoken;
                    }
                };
    }

    /**
     * Opens a poller.
     *
     * @param factory makes it
     * @return the loop, not yet started
     * @throws IOException with the reason, e.g. no descriptor left
     */
    public static PollLoop open(IoHandlerFactory factory) throws IOException {
        try {
            return new PollLoop(factory);
        } catch (RuntimeException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new IOException("no poller: " + cause, failure);
        }
    }

    /**
     * Why Netty has no poller here.
     *
     * @param transport the transport's name
     * @param cause as Netty's class of that name gives it
     * @return an exception with the first line of what the innermost cause says
     */
    public static IOException unavailable(String transport, Throwable cause) {
        Throwable innermost = cause;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String text = String.valueOf(innermost.getMessage());
        String reason = text.lines().findFirst().orElse(innermost.toString());
        return new IOException(transport + " cannot be used: " + reason, cause);
    }

    /** Binds the loop to the calling thread. Called once. */
    public void start() {
        loop.setOwningThread(Thread.currentThread());
        isStarted = true;
    }

    IoEventLoop share() {
        isShared = true;
        return loop;
    }

    /** Asks the poller once, if there is anything it could tell; answers whether it was asked. */
    boolean runNow() {
        if (watched == 0 && !isShared) {
            return false;
        }
        poll();
        return true;
    }

    /** Asks the poller once, without waiting. */
    public void poll() {
        loop.runNow();
        isClosing = false;
    }

    /** Asks the poller once, without waiting; tasks of the loop wait for the next poll. */
    public void pollOnly() {
        loop.runNow(-1);
        isClosing = false;
    }

    /**
     * Waits for something to handle, or a wakeup.
     *
     * @param waitNanos the longest wait in nanoseconds, above 0; {@link Long#MAX_VALUE} for no
     *     limit
     */
    public void run(long waitNanos) {
        // Netty takes 0 for a wait without a limit.
        try {
            loop.run(waitNanos == Long.MAX_VALUE ? 0 : waitNanos);
        } finally {
            isWoken = false;
        }
        isClosing = false;
    }

    /** Has the poller let go of what was unregistered; answers whether it was asked. */
    boolean finishCloses() {
        if (!isClosing) {
            return false;
        }
        pollOnly();
        return true;
    }

    /** Ends a wait. From any thread. */
    void wakeup() {
        isWoken = true;
        loop.wakeup();
    }

    /**
     * Registers a socket. On the loop's thread only.
     *
     * @param handle the socket, which waits for nothing yet
     * @return the registration
     * @throws IOException with the reason
     */
    public IoRegistration register(IoHandle handle) throws IOException {
        Future<IoRegistration> registration = loop.register(handle);
        if (!registration.isSuccess()) {
            throw new IOException("not registered: " + handle, registration.cause());
        }
        watched++;
        return registration.getNow();
    }

    /**
     * Ends a registration.
     *
     * @param registration of {@link #register}
     * @param isLazy whether the poller holds on to it until it is asked the next time
     */
    public void unregister(IoRegistration registration, boolean isLazy) {
        watched--;
        registration.cancel();
        isClosing |= isLazy;
    }

    /** Ends the loop, and closes what others still have on it. */
    public void close() {
        if (watched != 0) {
            LOGGER.log(Level.ERROR, "{0} sockets are registered at the loop''s end", watched);
        }
        if (!isStarted) {
            start();
        }
        boolean unused = LoopTermination.await(loop);
    }
}
