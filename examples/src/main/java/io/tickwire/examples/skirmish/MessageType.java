package io.tickwire.examples.skirmish;

/** The first byte of a message. */
final class MessageType {
    /** Name and token; the first message of a client. */
    static final int LOGIN = 1;

    /** Text to all. */
    static final int CHAT = 2;

    /** Asks for a PONG. */
    static final int PING = 3;

    /** The client leaves. */
    static final int GOODBYE = 4;

    /** Answers a LOGIN. */
    static final int WELCOME = 16;

    /** What is around a player, each tick. */
    static final int SNAPSHOT = 17;

    /** Text of a player. */
    static final int CHATTED = 18;

    /** Answers a PING. */
    static final int PONG = 19;

    /** The connection's last message: why it ends. */
    static final int KICK = 20;

    private MessageType() {}
}
