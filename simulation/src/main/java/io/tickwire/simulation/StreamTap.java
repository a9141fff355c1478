package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportHandle;

/**
 * Hears from a simulated network which bytes pass between it and the program. Called on the loop's
 * thread, before the result of the operation is passed on; keeps no buffer.
 */
interface StreamTap {
    /** Where nobody listens. */
    StreamTap NONE =
            new StreamTap() {
                @Override
                public void sent(TransportHandle stream, ByteBuf buffer, int index, int length) {}

                @Override
                public void full(TransportHandle stream) {}

                @Override
                public void received(
                        TransportHandle stream, ByteBuf buffer, int index, int length) {}
            };

    /**
     * The network has taken bytes from the program.
     *
     * @param stream the handle that the transport gave to core
     * @param buffer holds the bytes; its indices mean nothing
     * @param index where they start
     * @param length how many
     */
    void sent(TransportHandle stream, ByteBuf buffer, int index, int length);

    /**
     * The network takes nothing more from a stream until it says so.
     *
     * @param stream the handle that the transport gave to core
     */
    void full(TransportHandle stream);

    /**
     * The network has given bytes to the program.
     *
     * @param stream the handle that the transport gave to core
     * @param buffer holds the bytes; its indices mean nothing
     * @param index where they start
     * @param length how many
     */
    void received(TransportHandle stream, ByteBuf buffer, int index, int length);

    /**
     * Something has arrived that can be received.
     *
     * @param socket the handle of a stream or a datagram socket
     */
    default void arrived(TransportHandle socket) {}

    /**
     * A receive has taken something, whose result is yet to be passed on.
     *
     * @param socket the handle of a stream or a datagram socket
     * @param hasMore whether more can be received
     */
    default void taken(TransportHandle socket, boolean hasMore) {}
}
