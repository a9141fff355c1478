package io.tickwire.examples.skirmish.bots;

import java.io.IOException;

/** Connects, may log in, and says nothing more. */
final class QuietBot extends Bot {
    private final boolean isLoggingIn;

    QuietBot(BotHabit habit, int number) {
        super(habit, number);
        isLoggingIn = habit != BotHabit.MUTE;
    }

    @Override
    void connected() throws IOException {
        if (isLoggingIn) {
            login();
        }
    }

    @Override
    boolean isSettled() {
        return super.isSettled() && (hasEnded() || isWelcome() || !isLoggingIn);
    }
}
