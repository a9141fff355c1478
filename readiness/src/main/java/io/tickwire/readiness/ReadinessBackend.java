package io.tickwire.readiness;

import io.netty.channel.IoEventLoop;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.readiness.files.ResultException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * What lies under the engine: sockets and the wait for their readiness. One instance serves one
 * {@link ReadinessTransport}, which closes it.
 *
 * <p>Threads: {@link #listen} and {@link #bind} may be called before {@link #start}, {@link
 * #wakeup} from anywhere; all else belongs to the thread that called {@code start}. {@link #close}
 * on a backend never started adopts the calling thread.
 */
public interface ReadinessBackend {
    /** Binds the backend to the calling thread. Called once. */
    void start();

    /**
     * Opens a listening socket, not yet watched.
     *
     * @param address an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     * @param options the listener's options, also for the streams it accepts
     * @return the listener
     * @throws IOException with the address and the reason
     */
    ReadinessListener listen(SocketAddress address, SocketOptions options) throws IOException;

    /**
     * Opens a datagram socket, not yet watched.
     *
     * @param address an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     * @param options the socket's options
     * @return the socket
     * @throws IOException with the address and the reason
     */
    ReadinessDatagram bind(SocketAddress address, SocketOptions options) throws IOException;

    /**
     * Makes a stream that is to be connected, not yet watched.
     *
     * @param address where it will connect to, which decides its family
     * @param options the stream's options
     * @return the stream
     * @throws IOException the reason, as {@link ExceptionStatus} or {@link ResultException} tell it
     */
    ReadinessStream openStream(SocketAddress address, SocketOptions options) throws IOException;

    /**
     * The files that operations work on.
     *
     * @return the machine's, unless the backend has its own
     */
    default FileBackend files() {
        return FileBackend.system();
    }

    /**
     * Reports ready sockets by {@link ReadinessSocket#becameReady}. May return early without any. A
     * {@link #wakeup} that came before the wait ends it, or the one after it.
     *
     * @param waitNanos how long to wait for the first, in nanoseconds; 0 does not wait, {@link
     *     Long#MAX_VALUE} waits without a limit
     * @return whether the kernel was asked
     */
    boolean poll(long waitNanos);

    /**
     * Finishes closing the sockets that were released, where that needs the poller: descriptors,
     * ports and resets must not wait for the next poll. Called after every work of the engine that
     * may close sockets; may report ready sockets as {@link #poll} does.
     *
     * @return whether the kernel was asked
     */
    boolean finishCloses();

    /** Ends a waiting {@link #poll}, or the next one that waits. From any thread. */
    void wakeup();

    /**
     * Netty's event loop that this backend polls with.
     *
     * @return the loop, or empty where there is none
     */
    Optional<IoEventLoop> eventLoop();

    /** Frees what {@link #poll} needs; every socket has been released before. Called once. */
    void close();

    /**
     * How many of the program's wishes the backend cannot grant and ignored.
     *
     * @return a count
     */
    int ignoredWishes();
}
