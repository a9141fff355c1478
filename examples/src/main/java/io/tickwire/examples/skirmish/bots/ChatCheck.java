package io.tickwire.examples.skirmish.bots;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Checks that what players say comes whole and in order. Each says "NUMBER words", counting from 1;
 * there are as many to remember as there are players.
 */
final class ChatCheck {
    private static final String WORDS = " to all who can hear me";

    private final BotStats stats;
    private final Consumer<String> faults;
    private final Map<Integer, Integer> last = new HashMap<>();
    private int said;
    private int returned;

    ChatCheck(BotStats stats, Consumer<String> faults) {
        this.stats = stats;
        this.faults = faults;
    }

    /** Whether all that was said has come back. */
    boolean isQuiet() {
        return said == returned;
    }

    String nextText() {
        said++;
        stats.chatsSent++;
        return said + WORDS;
    }

    void check(int player, String text, boolean isOwn) {
        int number = number(text);
        if (number < 1) {
            faults.accept("heard what nobody says: " + text);
            return;
        }
        stats.chatsSeen++;
        Integer before = last.put(player, number);
        if (before != null) {
            if (number <= before) {
                faults.accept("chat " + number + " of player " + player + " after " + before);
            } else {
                stats.chatsMissed += number - before - 1;
            }
        }
        if (isOwn) {
            stats.chatsReturned++;
            returned = number;
        }
    }

    private static int number(String text) {
        if (!text.endsWith(WORDS)) {
            return 0;
        }
        String number = text.substring(0, text.length() - WORDS.length());
        return number.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(number) : 0;
    }
}
