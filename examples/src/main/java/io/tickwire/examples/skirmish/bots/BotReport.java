package io.tickwire.examples.skirmish.bots;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What became of the bots, by habit. */
public final class BotReport {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Map<BotHabit, Map<String, Integer>> endings = new EnumMap<>(BotHabit.class);
    private final Map<BotHabit, BotStats> stats = new EnumMap<>(BotHabit.class);
    private boolean isGood = true;

    BotReport(List<Bot> bots) {
        for (Bot bot : bots) {
            endings.computeIfAbsent(bot.habit(), habit -> new TreeMap<>())
                    .merge(bot.ending(), 1, Integer::sum);
            stats.computeIfAbsent(bot.habit(), habit -> new BotStats()).add(bot.stats);
            isGood &= bot.habit().expects(bot.ending()) && bot.stats.faultCount() == 0;
        }
        BotStats honest = of(BotHabit.HONEST);
        isGood &=
                honest.ticksMissed == 0
                        && honest.chatsMissed == 0
                        && honest.chatsReturned == honest.chatsSent;
    }

    private BotStats of(BotHabit habit) {
        return stats.getOrDefault(habit, new BotStats());
    }

    /**
     * Whether each bot met the end that it should have, and the honest ones missed nothing and saw
     * nothing wrong.
     *
     * @return whether the server is a good one
     */
    public boolean isGood() {
        return isGood;
    }

    /**
     * How bots of a habit ended.
     *
     * @param habit which
     * @return how many by ending, such as "left", "closed", "reset", "kicked: IDLE" or "still here"
     */
    public Map<String, Integer> endings(BotHabit habit) {
        return Map.copyOf(endings.getOrDefault(habit, Map.of()));
    }

    /**
     * The snapshots that the honest bots got and checked.
     *
     * @return how many
     */
    public long honestSnapshots() {
        return of(BotHabit.HONEST).snapshots;
    }

    /**
     * The ticks between the first and the last that an honest bot saw of which it got no snapshot,
     * and the lines of chat of which it got a later one.
     *
     * @return how many for all of them
     */
    public long honestMisses() {
        return of(BotHabit.HONEST).ticksMissed + of(BotHabit.HONEST).chatsMissed;
    }

    /**
     * The report for people.
     *
     * @return its lines
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        endings.forEach((habit, counts) -> lines.add(line(habit, counts)));
        lines.add(honestLine(of(BotHabit.HONEST)));
        stats.values().forEach(each -> each.faults().forEach(fault -> lines.add("FAULT " + fault)));
        lines.add(isGood ? "good" : "NOT GOOD");
        return lines;
    }

    private static String line(BotHabit habit, Map<String, Integer> counts) {
        StringBuilder line = new StringBuilder(String.format("%-9s", habit.lowerName()));
        counts.forEach(
                (ending, count) -> {
                    line.append(' ').append(count).append(' ').append(ending);
                    line.append(habit.expects(ending) ? ";" : " (WRONG);");
                });
        return line.substring(0, line.length() - 1);
    }

    private static String honestLine(BotStats of) {
        return String.format(
                Locale.ROOT,
                "honest: %d snapshots, missed %d; heard %d chats, missed %d, own %d of %d; inputs"
                        + " acknowledged %d of %d; longest wait for a snapshot %.0f ms; %d faults",
                of.snapshots,
                of.ticksMissed,
                of.chatsSeen,
                of.chatsMissed,
                of.chatsReturned,
                of.chatsSent,
                of.inputsAcknowledged,
                of.inputsSent,
                of.longestWaitNanos / NANOS_PER_MILLI,
                of.faultCount());
    }
}
