package io.tickwire;

import java.net.SocketAddress;

/** What a system can do before the first tick; later {@link TickLoop} does the same. */
public final class SystemSetup {
    private final TickLoop loop;
    private final Lane lane;

    SystemSetup(TickLoop loop, Lane lane) {
        this.loop = loop;
        this.lane = lane;
    }

    /**
     * The name of the system's lane.
     *
     * @return the name
     */
    public String name() {
        return lane.name();
    }

    /**
     * Opens a listener with {@link SocketOptions#DEFAULT}.
     *
     * @param address as for {@link TickLoop#listen}
     * @return the listener; nothing is accepted before an ACCEPT is queued
     * @throws java.io.UncheckedIOException with the address and the reason
     */
    public IoListener listen(SocketAddress address) {
        return loop.listen(address, SocketOptions.DEFAULT);
    }

    /**
     * Opens a datagram socket with {@link SocketOptions#DEFAULT}.
     *
     * @param address as for {@link TickLoop#listen}
     * @return the socket
     * @throws java.io.UncheckedIOException with the address and the reason
     */
    public IoDatagram bind(SocketAddress address) {
        return loop.bind(address, SocketOptions.DEFAULT);
    }

    /**
     * Opens a datagram socket.
     *
     * @param address as for {@link #bind(SocketAddress)}
     * @param options the socket's options: buffer sizes, reuse, v6Only
     * @return the socket
     * @throws java.io.UncheckedIOException with the address and the reason
     */
    public IoDatagram bind(SocketAddress address, SocketOptions options) {
        return loop.bind(address, options);
    }

    /**
     * Opens a listener.
     *
     * @param address as for {@link #listen(SocketAddress)}
     * @param options options of the listener and of the streams that it accepts
     * @return the listener; nothing is accepted before an ACCEPT is queued
     * @throws java.io.UncheckedIOException with the address and the reason
     */
    public IoListener listen(SocketAddress address, SocketOptions options) {
        return loop.listen(address, options);
    }

    /**
     * Makes a mailbox, by which other threads reach the system. What arrived is shown at INTAKE.
     *
     * @param <T> the type of the messages
     * @param codec turns messages into bytes and back
     * @param capacity the most messages that it holds, 1 to 1048576
     * @return the mailbox; closed with the loop
     * @throws IllegalStateException if the loop has 1024 mailboxes
     */
    public <T> Mailbox<T> mailbox(MessageCodec<T> codec, int capacity) {
        return loop.mailbox(lane, codec, capacity);
    }
}
