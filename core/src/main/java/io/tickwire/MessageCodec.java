package io.tickwire;

import io.netty.buffer.ByteBuf;

/**
 * Turns the messages of a {@link Mailbox} into bytes and back. {@link #encode} is called by every
 * thread that offers, even by several at once; {@link #decode} on the loop's thread. A codec
 * without state is safe.
 *
 * @param <T> the type of the messages
 */
public interface MessageCodec<T> {
    /**
     * Writes a message.
     *
     * @param message what was offered
     * @param out an empty buffer that grows as needed; the mailbox's, valid during the call
     */
    void encode(T message, ByteBuf out);

    /**
     * Reads a message. Bytes that are left unread are dropped.
     *
     * @param in what {@link #encode} wrote; the mailbox's, valid during the call
     * @return the message, never null
     */
    T decode(ByteBuf in);
}
