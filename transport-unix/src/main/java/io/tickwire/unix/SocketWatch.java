package io.tickwire.unix;

import io.netty.channel.unix.FileDescriptor;
import java.util.function.IntConsumer;

/**
 * What a poller watches one socket for. Edge-triggered: a bit is reported when it comes to hold, or
 * when it holds as the watch for it begins, and not again until it has changed. Belongs to the
 * loop's thread.
 */
public interface SocketWatch {
    /**
     * Sets what is watched. Nothing is registered before the first call with a bit, since many a
     * socket never waits, and a listener is opened before its loop has a thread.
     *
     * @param bits a union of {@link io.tickwire.readiness.Readiness#READABLE} and {@code WRITABLE},
     *     or 0
     * @return 0 or a negative canonical errno
     */
    int set(int bits);

    /**
     * Sets what is watched, and has what holds already reported at the next poll.
     *
     * @param bits as for {@link #set}, not 0
     * @return 0 or a negative canonical errno
     */
    int renew(int bits);

    /** Ends the registration; the socket is closed next. */
    void end();

    /** Makes the watch of a socket. */
    @FunctionalInterface
    interface Factory {
        /**
         * Makes a watch that is not yet registered.
         *
         * @param loop whom to register with
         * @param socket an open socket
         * @param ready takes the bits of {@code Readiness} that are reported
         * @return the watch
         */
        SocketWatch watch(PollLoop loop, FileDescriptor socket, IntConsumer ready);
    }
}
