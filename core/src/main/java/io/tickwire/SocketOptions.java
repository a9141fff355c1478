package io.tickwire;

/**
 * Options of a listener or a stream. Immutable; each method answers a copy with one option changed.
 *
 * <p>The options of a listener also apply to the streams that it accepts. An option that the
 * transport's platform cannot set is ignored with one log line and counted; so is a buffer size
 * above what the system grants (socket(7)): the socket has what there is. With {@link
 * BatchConfig.Builder#required} it is an error, for a CONNECT {@link IoStatus#EOPNOTSUPP}.
 *
 * @param noDelay sends small segments at once (TCP_NODELAY, tcp(7)); on by default
 * @param keepAlive probes idle peers (SO_KEEPALIVE, socket(7))
 * @param receiveBufferBytes SO_RCVBUF in bytes; 0 leaves the system's choice
 * @param sendBufferBytes SO_SNDBUF in bytes; 0 leaves the system's choice
 * @param reuseAddress SO_REUSEADDR on listeners; on by default
 * @param reusePort SO_REUSEPORT on listeners
 * @param backlog the longest queue of connections not yet accepted (listen(2)); at least 1
 * @param v6Only what is bound to {@code ::} takes no IPv4 peers (IPV6_V6ONLY, ipv6(7)), whatever
 *     the system's default is; means nothing for an IPv4 address. Java's NIO does not have it
 */
public record SocketOptions(
        boolean noDelay,
        boolean keepAlive,
        int receiveBufferBytes,
        int sendBufferBytes,
        boolean reuseAddress,
        boolean reusePort,
        int backlog,
        boolean v6Only) {

    /** TCP_NODELAY and SO_REUSEADDR on, a backlog of 1024, the rest as the system has it. */
    public static final SocketOptions DEFAULT =
            new SocketOptions(true, false, 0, 0, true, false, 1024, false);

    /**
     * Checks the ranges.
     *
     * @param noDelay see the record
     * @param keepAlive see the record
     * @param receiveBufferBytes 0 or more
     * @param sendBufferBytes 0 or more
     * @param reuseAddress see the record
     * @param reusePort see the record
     * @param backlog 1 or more
     * @param v6Only see the record
     */
    public SocketOptions {
        if (receiveBufferBytes < 0) {
            throw new IllegalArgumentException("receiveBufferBytes: " + receiveBufferBytes);
        }
        if (sendBufferBytes < 0) {
            throw new IllegalArgumentException("sendBufferBytes: " + sendBufferBytes);
        }
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog: " + backlog);
        }
    }

    /**
     * Sets TCP_NODELAY.
     *
     * @param on whether small segments are sent at once
     * @return a copy with the option set
     */
    public SocketOptions withNoDelay(boolean on) {
        return new SocketOptions(
                on,
                keepAlive,
                receiveBufferBytes,
                sendBufferBytes,
                reuseAddress,
                reusePort,
                backlog,
                v6Only);
    }

    /**
     * Sets SO_KEEPALIVE.
     *
     * @param on whether idle peers are probed
     * @return a copy with the option set
     */
    public SocketOptions withKeepAlive(boolean on) {
        return new SocketOptions(
                noDelay,
                on,
                receiveBufferBytes,
                sendBufferBytes,
                reuseAddress,
                reusePort,
                backlog,
                v6Only);
    }

    /**
     * Sets the sizes of the kernel's buffers.
     *
     * @param receiveBytes SO_RCVBUF in bytes, 0 for the system's choice
     * @param sendBytes SO_SNDBUF in bytes, 0 for the system's choice
     * @return a copy with the option set
     */
    public SocketOptions withBufferBytes(int receiveBytes, int sendBytes) {
        return new SocketOptions(
                noDelay,
                keepAlive,
                receiveBytes,
                sendBytes,
                reuseAddress,
                reusePort,
                backlog,
                v6Only);
    }

    /**
     * Sets SO_REUSEADDR and SO_REUSEPORT of a listener.
     *
     * @param address whether an address in TIME_WAIT may be bound
     * @param port whether several listeners may share the port
     * @return a copy with the options set
     */
    public SocketOptions withReuse(boolean address, boolean port) {
        return new SocketOptions(
                noDelay,
                keepAlive,
                receiveBufferBytes,
                sendBufferBytes,
                address,
                port,
                backlog,
                v6Only);
    }

    /**
     * Sets the listener's backlog.
     *
     * @param connections the longest queue of connections not yet accepted, at least 1
     * @return a copy with the option set
     */
    public SocketOptions withBacklog(int connections) {
        return new SocketOptions(
                noDelay,
                keepAlive,
                receiveBufferBytes,
                sendBufferBytes,
                reuseAddress,
                reusePort,
                connections,
                v6Only);
    }

    /**
     * Sets IPV6_V6ONLY.
     *
     * @param on whether an IPv6 listener refuses IPv4 peers
     * @return a copy with the option set
     */
    public SocketOptions withV6Only(boolean on) {
        return new SocketOptions(
                noDelay,
                keepAlive,
                receiveBufferBytes,
                sendBufferBytes,
                reuseAddress,
                reusePort,
                backlog,
                on);
    }
}
