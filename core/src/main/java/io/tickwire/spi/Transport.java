package io.tickwire.spi;

import io.netty.channel.IoEventLoop;
import io.tickwire.SocketOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Takes a phase's operations to the kernel and brings results back. One instance serves one loop.
 *
 * <p>Threads: made and {@linkplain #listen set up} on any one thread; from {@link #start} on, every
 * method but {@link #wakeup} belongs to the thread that called {@code start}. {@link #close} on a
 * transport that was never started adopts the calling thread.
 *
 * <p>A {@link RuntimeException} from {@code submit}, {@code flush}, {@code cancel} or {@code
 * harvest} means that the transport has failed as a whole; core then calls only {@link #closeNow}
 * and {@link #close}.
 */
public interface Transport extends AutoCloseable {
    /**
     * What this transport can do on this machine.
     *
     * @return the statement, the same at each call
     */
    Capabilities capabilities();

    /**
     * Netty's event loop that this transport runs on.
     *
     * @return the loop, or empty where the transport has none: as here
     */
    default Optional<IoEventLoop> eventLoop() {
        return Optional.empty();
    }

    /**
     * Binds the transport to the calling thread. Called once, before the first {@code submit}. Does
     * nothing where there is nothing to bind.
     */
    default void start() {}

    /**
     * Opens a listening socket. Allowed before and after {@link #start}.
     *
     * @param address an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     * @param options the listener's options, also for the streams it accepts
     * @return the listener's handle
     * @throws IOException with the address and the reason, e.g. {@link java.net.BindException}
     */
    TransportHandle listen(SocketAddress address, SocketOptions options) throws IOException;

    /**
     * Opens a datagram socket. Allowed before and after {@link #start}.
     *
     * @param address an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     * @param options the socket's options
     * @return the socket's handle
     * @throws IOException with the address and the reason, e.g. {@link java.net.BindException}
     */
    TransportHandle bind(SocketAddress address, SocketOptions options) throws IOException;

    /**
     * The address a listener, stream or datagram socket is bound to.
     *
     * @param handle an open socket
     * @return an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress} (may be unnamed)
     */
    SocketAddress localAddress(TransportHandle handle);

    /**
     * The address of a stream's peer, even when the peer has gone, or had gone before the stream
     * was accepted.
     *
     * @param handle an open stream
     * @return the peer's address, or empty if the system does not tell
     */
    Optional<SocketAddress> remoteAddress(TransportHandle handle);

    /**
     * Takes one operation. It need not reach the kernel before {@link #flush}.
     *
     * @param operation valid until its last completion
     * @return false if the transport has no room: nothing was taken, and core offers it again at
     *     the next flush
     */
    boolean submit(TransportOperation operation);

    /**
     * The longest chain of linked operations that fits one submission. A transport that has links
     * passes no completion of a chain before it has been given all of it.
     *
     * @return a count; 1 for a transport without links of its own
     */
    default int chainLengthMax() {
        return 1;
    }

    /**
     * Asks for an operation to end early. It still gets its own last completion: ECANCELED, or what
     * it came to if it was faster.
     *
     * @param slot an operation with the transport that has had no last completion
     * @param cancelSlot the slot that gets the cancel's own result: 0 (it will end), ENOENT or
     *     EALREADY; or -1 if nobody asks
     */
    void cancel(int slot, int cancelSlot);

    /** Brings everything taken so far to the kernel, in one submitting entry where it can. */
    void flush();

    /**
     * Passes completions to the sink. Brings unflushed operations to the kernel first, in the same
     * entry where it can. Returns once at least one completion is passed, the time is over or
     * {@link #wakeup} is called; may return early without any.
     *
     * @param waitNanos how long to wait for the first completion, in nanoseconds; 0 does not wait,
     *     {@link Long#MAX_VALUE} waits without a limit
     */
    void harvest(long waitNanos);

    /** Ends a waiting {@link #harvest}, or the next one. From any thread, any number of times. */
    void wakeup();

    /**
     * Takes back a buffer that a receive from a group took.
     *
     * @param group one of {@link TransportConfig#groups}
     * @param index the buffer
     */
    default void recycle(GroupBuffers group, int index) {
        group.put(index);
    }

    /**
     * Closes a handle at once, without a completion. Nothing of it is with the transport, except
     * when the whole transport is being closed.
     *
     * @param handle a handle not yet closed
     */
    void closeNow(TransportHandle handle);

    /**
     * Kernel entries that carried submissions, since the start.
     *
     * @return a count; 0 for a transport without a kernel
     */
    default long submittingEntries() {
        return 0;
    }

    /**
     * Calls to the kernel that only collected or waited, since the start.
     *
     * @return a count; 0 for a transport without a kernel
     */
    default long reapingEntries() {
        return 0;
    }

    /**
     * How many of the program's wishes the transport could not grant and ignored.
     *
     * @return a count; 0 for a transport that is asked for none
     */
    default int ignoredWishes() {
        return 0;
    }

    /**
     * Ends everything in flight and frees memory, ring and descriptors of the transport. Buffers of
     * operations that had no last completion may be released once this returns, unless {@link
     * #isDrained} says otherwise. Idempotent.
     */
    @Override
    void close();

    /**
     * Whether the kernel has given back everything that was in flight; asked after {@link #close}.
     *
     * @return false if the kernel may still use the buffers of some operation
     */
    boolean isDrained();
}
