package io.tickwire.examples.skirmish;

/**
 * What a server does with each message of a client. Each method may throw a {@link
 * RefusedException}.
 *
 * @param <S> what the server knows a connection by
 */
public interface ClientMessages<S> {
    /**
     * The first message: who it is.
     *
     * @param session whose message it is
     * @param name 1 to 16 letters, digits, '-' or '_'
     * @param token what proves that the name is the client's own
     */
    void login(S session, String name, long token);

    /**
     * Text for all players. Ask {@link SkirmishWorld#mayChat} first.
     *
     * @param session whose message it is
     * @param text 1 to 100 bytes of UTF-8, no control characters
     */
    void chat(S session, String text);

    /**
     * A sign of life, to be answered with a pong.
     *
     * @param session whose message it is
     * @param nonce what the pong must bring back
     */
    void ping(S session, long nonce);

    /**
     * The client leaves of its own accord: the connection can be closed.
     *
     * @param session whose message it is
     */
    void goodbye(S session);
}
