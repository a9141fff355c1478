package io.tickwire.examples.skirmish.bots;

import io.tickwire.examples.skirmish.KickReason;

/** What became of a bot, in words. */
final class BotEnding {
    /** It did all it wanted and went. */
    static final String LEFT = "left";

    /** The server closed the connection without a word. */
    static final String CLOSED = "closed";

    /** The server reset the connection without a word. */
    static final String RESET = "reset";

    /** It was not dropped in time, or could not do all that it wanted. */
    static final String STILL_HERE = "still here";

    private BotEnding() {}

    static String kicked(KickReason reason) {
        return "kicked: " + reason;
    }
}
