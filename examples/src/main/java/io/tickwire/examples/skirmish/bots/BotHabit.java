package io.tickwire.examples.skirmish.bots;

import io.tickwire.examples.skirmish.KickReason;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a bot behaves, and what a good server does with it. */
public enum BotHabit {
    /** Plays, chats, checks all it gets, and says goodbye. */
    HONEST(BotEnding.LEFT, false),
    /** Logs in, pings now and then, and never reads. */
    STALLED(BotEnding.RESET, true),
    /** Logs in, reads, and never sends anything more. */
    IDLE(BotEnding.kicked(KickReason.IDLE), true),
    /** Connects and never logs in. */
    MUTE(BotEnding.kicked(KickReason.LOGIN_TIMEOUT), true),
    /** Plays for a while, then sends inputs that nobody can press. */
    CHEAT(BotEnding.kicked(KickReason.CHEATING), false),
    /** Sends what is no message, before or after a login. */
    GARBAGE(BotEnding.kicked(KickReason.PROTOCOL), true),
    /** Logs in by a byte now and then. */
    LORIS(BotEnding.kicked(KickReason.LOGIN_TIMEOUT), true),
    /** Plays, resets its connection, and comes again, some times. */
    RESETTER(BotEnding.LEFT, false),
    /** Comes when the server is full. Use it only with as many others as the server admits. */
    SURPLUS(BotEnding.kicked(KickReason.FULL), false);

    private final String expected;
    private final boolean mayEndWithoutAWord;

    BotHabit(String expected, boolean mayEndWithoutAWord) {
        this.expected = expected;
        this.mayEndWithoutAWord = mayEndWithoutAWord;
    }

    /** Whether that is what should become of it. */
    boolean expects(String ending) {
        return ending.equals(expected)
                || (mayEndWithoutAWord
                        && (ending.equals(BotEnding.CLOSED) || ending.equals(BotEnding.RESET)));
    }

    /** Its name in reports and options. */
    String lowerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a habit by name.
     *
     * @param name in lower case
     * @return the habit
     * @throws IllegalArgumentException if there is none
     */
    public static BotHabit named(String name) {
        return all().filter(habit -> habit.lowerName().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no habit is called "
                                                + name
                                                + "; there are "
                                                + all().map(BotHabit::lowerName)
                                                        .collect(Collectors.joining(", "))));
    }

    private static Stream<BotHabit> all() {
        return Arrays.stream(values());
    }
}
