package io.tickwire.examples.world;

/** What players do besides playing. */
enum Habit {
    /** Ends its side, waits for the farewell, and comes again later. */
    LEAVE,
    /** Is gone without a word. */
    HANG_UP,
    /** Does not read for a while. */
    STOP_READING,
    /** Loses the network for a while. */
    LOSE_NETWORK,
    /** Sends many messages at once. */
    FLOOD,
    /** Sends a wrong byte, for which it has to be dropped. */
    CHEAT
}
