package io.tickwire.examples.skirmish.bots;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which bots play where, and for how long.
 *
 * @param server where it listens
 * @param counts how many bots of which habit; 10,000 together at most
 * @param playFor how long the honest ones play once they are all in. They go on until each of the
 *     others has met its end
 * @param limit when to give up, from the start
 * @param visits the how manyeth visit of the honest ones this is; 0 does not look at that
 * @param seed of what the bots do
 */
public record BotPlan(
        InetSocketAddress server,
        Map<BotHabit, Integer> counts,
        Duration playFor,
        Duration limit,
        int visits,
        long seed) {
    private static final int BOTS_MAX = 10_000;

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException for what is out of its range
     */
    public BotPlan {
        counts = Map.copyOf(counts);
        int sum = 0;
        for (int count : counts.values()) {
            if (count < 0 || count > BOTS_MAX) {
                throw new IllegalArgumentException(count + " bots of a habit");
            }
            sum += count;
        }
        if (sum < 1 || sum > BOTS_MAX) {
            throw new IllegalArgumentException(sum + " bots are not from 1 to " + BOTS_MAX);
        }
        if (playFor.isNegative() || limit.compareTo(playFor) <= 0) {
            throw new IllegalArgumentException("playFor " + playFor + " by a limit of " + limit);
        }
        if (visits < 0) {
            throw new IllegalArgumentException("visits " + visits);
        }
    }

    /**
     * A mixed crowd: of 20 bots 12 are honest, 2 stalled, and 1 each idle, mute, a cheat, garbage,
     * a slow loris and a resetter.
     *
     * @param bots how many there are together, a multiple of 20
     * @return how many of which habit
     */
    public static Map<BotHabit, Integer> crowd(int bots) {
        if (bots < 20 || bots % 20 != 0) {
            throw new IllegalArgumentException(bots + " bots are not a multiple of 20");
        }
        Map<BotHabit, Integer> counts = new EnumMap<>(BotHabit.class);
        for (BotHabit habit : BotHabit.values()) {
            counts.put(habit, bots / 20);
        }
        counts.put(BotHabit.HONEST, bots / 20 * 12);
        counts.put(BotHabit.STALLED, bots / 20 * 2);
        counts.put(BotHabit.SURPLUS, 0);
        return counts;
    }
}
