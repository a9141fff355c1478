package io.tickwire.examples.skirmish;

import io.netty.buffer.ByteBuf;

/**
 * A client's side of the messages of {@link SkirmishProtocol}: without the length before each. One
 * for each connection.
 */
public final class SkirmishClientProtocol {
    private final Snapshot snapshot = new Snapshot();

    /** Makes it. */
    public SkirmishClientProtocol() {}

    /**
     * Writes a login.
     *
     * @param out where to
     * @param name who it is; the server checks it
     * @param token what proves it
     */
    public void login(ByteBuf out, String name, long token) {
        out.writeByte(MessageType.LOGIN);
        out.writeLong(token);
        MessageText.write(out, name);
    }

    /**
     * Writes text for all.
     *
     * @param out where to
     * @param text 1 to 255 bytes; the server allows 100
     */
    public void chat(ByteBuf out, String text) {
        out.writeByte(MessageType.CHAT);
        MessageText.write(out, text);
    }

    /**
     * Writes a ping.
     *
     * @param out where to
     * @param nonce what the pong will bring back
     */
    public void ping(ByteBuf out, long nonce) {
        out.writeByte(MessageType.PING);
        out.writeLong(nonce);
    }

    /**
     * Writes that the client leaves.
     *
     * @param out where to
     */
    public void goodbye(ByteBuf out) {
        out.writeByte(MessageType.GOODBYE);
    }

    /**
     * Writes an input datagram.
     *
     * @param out where to
     * @param token as the welcome told it
     * @param sequence 1 for the first, then one more each
     * @param buttons what is held down
     */
    public void input(ByteBuf out, long token, int sequence, int buttons) {
        out.writeLong(token);
        out.writeInt(sequence);
        out.writeByte(buttons);
    }

    /**
     * Reads a server's message and has it handled.
     *
     * @param frame the message; not released
     * @param messages what handles it
     * @throws RefusedException if the message is none
     */
    public void read(ByteBuf frame, ServerMessages messages) {
        int type = frame.isReadable() ? frame.readUnsignedByte() : -1;
        try {
            switch (type) {
                case MessageType.WELCOME ->
                        messages.welcome(
                                frame.readUnsignedShort(),
                                frame.readLong(),
                                frame.readUnsignedShort(),
                                frame.readInt());
                case MessageType.SNAPSHOT -> messages.snapshot(snapshot.of(frame));
                case MessageType.CHATTED ->
                        messages.chatted(
                                frame.readUnsignedShort(),
                                MessageText.read(frame, SkirmishProtocol.CHAT_BYTES_MAX));
                case MessageType.PONG -> messages.pong(frame.readLong());
                case MessageType.KICK ->
                        messages.kicked(
                                KickReason.of(frame.readUnsignedByte()),
                                MessageText.read(frame, SkirmishProtocol.KICK_BYTES_MAX));
                default -> throw RefusedException.protocol("no message of a server is " + type);
            }
        } catch (IndexOutOfBoundsException e) {
            throw RefusedException.protocol("message " + type + " is too short");
        }
    }
}
