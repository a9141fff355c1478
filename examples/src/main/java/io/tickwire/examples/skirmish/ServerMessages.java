package io.tickwire.examples.skirmish;

/** What a client does with each message of a server. */
public interface ServerMessages {
    /**
     * The login worked.
     *
     * @param id the player's
     * @param inputToken what marks the player's datagrams
     * @param inputPort where they go
     * @param visits how often this player has logged in, this time included
     */
    void welcome(int id, long inputToken, int inputPort, int visits);

    /**
     * What is around the player after a tick.
     *
     * @param snapshot valid until the method returns
     */
    void snapshot(Snapshot snapshot);

    /**
     * A player chats; a client gets its own text back too.
     *
     * @param player who
     * @param text what
     */
    void chatted(int player, String text);

    /**
     * Answers a ping.
     *
     * @param nonce the ping's
     */
    void pong(long nonce);

    /**
     * The connection ends.
     *
     * @param reason why
     * @param text why, in words
     */
    void kicked(KickReason reason, String text);
}
