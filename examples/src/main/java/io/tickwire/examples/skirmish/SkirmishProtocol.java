package io.tickwire.examples.skirmish;

import io.netty.buffer.ByteBuf;

/**
 * A server's side of the messages. A message travels in a frame: its length in two bytes, then as
 * many bytes, 1 to {@value #FRAME_BYTES_MAX}. What is read and written here is what is in the
 * frame, without that length. Numbers are big-endian.
 *
 * <table>
 * <caption>Messages: type, then fields with their bytes</caption>
 * <tr><td>LOGIN</td><td>token 8, name: text</td></tr>
 * <tr><td>CHAT</td><td>text</td></tr>
 * <tr><td>PING, PONG</td><td>nonce 8</td></tr>
 * <tr><td>GOODBYE</td><td></td></tr>
 * <tr><td>WELCOME</td><td>id 2, input token 8, input port 2, visits 4</td></tr>
 * <tr><td>SNAPSHOT</td><td>see {@link Snapshot}</td></tr>
 * <tr><td>CHATTED</td><td>id 2, text</td></tr>
 * <tr><td>KICK</td><td>reason 1, text</td></tr>
 * <tr><td>input, a datagram without a type</td><td>token 8, sequence 4, buttons 1</td></tr>
 * </table>
 */
public final class SkirmishProtocol {
    /** The longest message, in bytes. */
    public static final int FRAME_BYTES_MAX = 512;

    /** The bytes of the length before a message. */
    public static final int LENGTH_BYTES = 2;

    /** The bytes of an input datagram. */
    public static final int INPUT_BYTES = 13;

    /** Ticks a second. */
    public static final int TICKS_PER_SECOND = 60;

    /** The longest text of a chat, in bytes. */
    public static final int CHAT_BYTES_MAX = 100;

    /** The longest name, in bytes. */
    public static final int NAME_BYTES_MAX = 16;

    /** The longest text of a kick message, in bytes. */
    static final int KICK_BYTES_MAX = 100;

    private SkirmishProtocol() {}

    /**
     * Reads a client's message and has it handled.
     *
     * @param <S> what the server knows a connection by
     * @param frame the message; read to its end, not released
     * @param session whose message it is
     * @param isPlaying whether that client has logged in
     * @param messages what handles it
     * @throws RefusedException if the message is none, or not allowed now
     */
    public static <S> void read(
            ByteBuf frame, S session, boolean isPlaying, ClientMessages<S> messages) {
        int type = frame.isReadable() ? frame.readUnsignedByte() : -1;
        if (isPlaying == (type == MessageType.LOGIN)) {
            throw RefusedException.protocol(
                    "message " + type + (isPlaying ? " after" : " before") + " the login");
        }
        try {
            read(type, frame, session, messages);
        } catch (IndexOutOfBoundsException e) {
            throw RefusedException.protocol("message " + type + " is too short");
        }
    }

    private static <S> void read(int type, ByteBuf frame, S session, ClientMessages<S> messages) {
        switch (type) {
            case MessageType.LOGIN -> readLogin(frame, session, messages);
            case MessageType.CHAT ->
                    messages.chat(session, MessageText.read(frame, CHAT_BYTES_MAX));
            case MessageType.PING -> messages.ping(session, last(frame, frame.readLong()));
            case MessageType.GOODBYE -> {
                requireEnd(frame);
                messages.goodbye(session);
            }
            default -> throw RefusedException.protocol("no message of a client is " + type);
        }
    }

    private static <S> void readLogin(ByteBuf frame, S session, ClientMessages<S> messages) {
        long token = frame.readLong();
        String name = MessageText.read(frame, NAME_BYTES_MAX);
        if (!name.chars().allMatch(SkirmishProtocol::isOfName)) {
            throw RefusedException.protocol("not a name: " + name);
        }
        messages.login(session, name, token);
    }

    private static boolean isOfName(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_';
    }

    private static long last(ByteBuf frame, long value) {
        requireEnd(frame);
        return value;
    }

    private static void requireEnd(ByteBuf frame) {
        if (frame.isReadable()) {
            throw RefusedException.protocol(frame.readableBytes() + " bytes too many");
        }
    }

    /**
     * Writes the answer to a login.
     *
     * @param out where to
     * @param world the world that the player has joined
     * @param id the player's
     * @param inputPort the port that takes datagrams
     */
    public static void welcome(ByteBuf out, SkirmishWorld world, int id, int inputPort) {
        out.writeByte(MessageType.WELCOME);
        out.writeShort(id);
        out.writeLong(world.inputToken(id));
        out.writeShort(inputPort);
        out.writeInt(world.visits(id));
    }

    /**
     * Writes what a player chats.
     *
     * @param out where to
     * @param id the player's
     * @param text what it chats
     */
    public static void chatted(ByteBuf out, int id, String text) {
        out.writeByte(MessageType.CHATTED);
        out.writeShort(id);
        MessageText.write(out, text);
    }

    /**
     * Writes the answer to a ping.
     *
     * @param out where to
     * @param nonce the ping's
     */
    public static void pong(ByteBuf out, long nonce) {
        out.writeByte(MessageType.PONG);
        out.writeLong(nonce);
    }

    /**
     * Writes a connection's last message.
     *
     * @param out where to
     * @param reason why it ends
     * @param text why, in words; cut to 100 characters, those beyond ASCII replaced
     */
    public static void kick(ByteBuf out, KickReason reason, String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        out.writeByte(MessageType.KICK);
        out.writeByte(reason.code());
        MessageText.write(
                out,
                plain.isEmpty()
                        ? "-"
                        : plain.substring(0, Math.min(KICK_BYTES_MAX, plain.length())));
    }
}
