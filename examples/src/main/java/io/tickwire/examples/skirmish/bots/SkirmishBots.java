package io.tickwire.examples.skirmish.bots;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs bots against a server, in the thread that calls {@link #run}; {@link #finish} and {@link
 * #newestTick} and {@link #areAllIn} may be called from any. Bounded in bots and in time by its
 * plan.
 */
public final class SkirmishBots {
    private static final int CONNECTING_MAX = 32;
    private static final long SELECT_MILLIS = 10;
    private static final long TURN_NANOS = 20_000_000;

    private final BotPlan plan;
    private final List<Bot> bots = new ArrayList<>();
    private long turnNanos;
    private long settledNanos;
    private volatile boolean isSettled;
    private volatile int newestTick;
    private volatile boolean isFinishing;

    /**
     * Takes a plan.
     *
     * @param plan who plays where
     */
    public SkirmishBots(BotPlan plan) {
        this.plan = plan;
        // They come mixed, as in life.
        int most = plan.counts().values().stream().mapToInt(count -> count).max().orElse(0);
        for (int number = 0; number < most; number++) {
            for (BotHabit habit : BotHabit.values()) {
                if (number < count(habit)) {
                    bots.add(bot(habit, number));
                }
            }
        }
    }

    private int count(BotHabit habit) {
        return plan.counts().getOrDefault(habit, 0);
    }

    private Bot bot(BotHabit habit, int number) {
        return switch (habit) {
            case HONEST -> new HonestBot(habit, number, plan);
            case CHEAT -> new CheatBot(number, plan);
            case STALLED -> new StalledBot(number);
            case IDLE, MUTE, SURPLUS -> new QuietBot(habit, number);
            case GARBAGE -> new GarbageBot(number, plan);
            case LORIS -> new LorisBot(number);
            case RESETTER -> new ResetterBot(number);
        };
    }

    /**
     * Plays until all have met their ends, or time is up.
     *
     * @return what became of them
     * @throws IOException if there is no selector, or no socket
     */
    public BotReport run() throws IOException {
        long startNanos = System.nanoTime();
        try (Selector selector = Selector.open()) {
            while (bots.stream().anyMatch(bot -> !bot.hasEnded())) {
                long nowNanos = System.nanoTime();
                if (nowNanos - startNanos > plan.limit().toNanos()) {
                    break;
                }
                if (nowNanos - turnNanos >= TURN_NANOS || turnNanos == 0) {
                    turnNanos = nowNanos;
                    turn(selector, nowNanos);
                }
                selector.select(SELECT_MILLIS);
                progress(selector);
            }
        }
        bots.forEach(bot -> bot.end(BotEnding.STILL_HERE));
        return new BotReport(bots);
    }

    private void turn(Selector selector, long nowNanos) throws IOException {
        connectSome(selector, nowNanos);
        bots.forEach(bot -> bot.turn(nowNanos));
        newestTick = bots.stream().mapToInt(Bot::tick).max().orElse(0);
        if (!isSettled && areSettled()) {
            isSettled = true;
            settledNanos = nowNanos;
        }
        if (isFinishing || (isSettled && nowNanos - settledNanos >= plan.playFor().toNanos())) {
            leaveAfterTheOthers();
        }
    }

    private void connectSome(Selector selector, long nowNanos) throws IOException {
        long connecting = bots.stream().filter(bot -> bot.isOpen() && !bot.isConnected()).count();
        for (Bot bot : bots) {
            if (connecting >= CONNECTING_MAX) {
                return;
            }
            if (bot.wantsConnection(nowNanos) && isItsTurn(bot)) {
                bot.connect(selector, plan.server());
                connecting++;
            }
        }
    }

    private boolean isItsTurn(Bot bot) {
        return bot.habit() != BotHabit.SURPLUS || areSettled();
    }

    private boolean areSettled() {
        return bots.stream().allMatch(bot -> bot.isSettled() || bot.habit() == BotHabit.SURPLUS);
    }

    private void leaveAfterTheOthers() {
        if (bots.stream().allMatch(bot -> bot.hasEnded() || bot.habit() == BotHabit.HONEST)) {
            bots.forEach(Bot::mayLeave);
        }
    }

    private static void progress(Selector selector) {
        long nowNanos = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid() && key.attachment() instanceof Bot bot) {
                bot.progress(nowNanos);
            }
        }
        selector.selectedKeys().clear();
    }

    /**
     * The newest tick that a bot saw, as of some milliseconds ago.
     *
     * @return the tick; 0 before there is one
     */
    public int newestTick() {
        return newestTick;
    }

    /**
     * Whether the honest ones have all logged in, and the others come so far as they wanted.
     *
     * @return true from then on
     */
    public boolean areAllIn() {
        return isSettled;
    }

    /** Has the honest ones go before their time, once the others have met their ends. */
    public void finish() {
        isFinishing = true;
    }
}
