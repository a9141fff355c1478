package io.tickwire.readiness;

/** What the engine does with the operations that wait at one kind of socket, but for polls. */
interface SocketOperations {
    /**
     * Tries what waits once more.
     *
     * @param reported bits of {@link Readiness}
     */
    void retry(ReadinessSocket socket, int reported);

    /** Cancels the operation of a slot, which waits at the socket. */
    void cancel(ReadinessSocket socket, int slot);

    /** Cancels all that waits at a socket that is about to be closed. */
    void cancelAll(ReadinessSocket socket);
}
