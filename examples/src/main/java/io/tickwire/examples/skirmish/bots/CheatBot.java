package io.tickwire.examples.skirmish.bots;

import io.tickwire.examples.skirmish.Buttons;
import java.io.IOException;

/** Plays like an honest one for a second, then cheats in one of four ways until it is kicked. */
final class CheatBot extends HonestBot {
    private static final int HONEST_SNAPSHOTS = 60;
    private static final int FLOOD = 200;
    private static final int LEAP = 10_000;

    CheatBot(int number, BotPlan plan) {
        super(BotHabit.CHEAT, number, plan);
    }

    @Override
    void press(int tick) throws IOException {
        super.press(tick);
        if (stats.snapshots < HONEST_SNAPSHOTS) {
            return;
        }
        switch (number() % 4) {
            case 0 -> input(0, 0xff);
            case 1 -> input(0, Buttons.LEFT | Buttons.RIGHT);
            case 2 -> input(tick + LEAP, 0);
            default -> flood();
        }
    }

    private void flood() throws IOException {
        for (int i = 0; i < FLOOD; i++) {
            input(0, 0);
        }
    }
}
