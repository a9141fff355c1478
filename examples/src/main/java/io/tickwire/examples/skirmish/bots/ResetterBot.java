package io.tickwire.examples.skirmish.bots;

import io.tickwire.examples.skirmish.KickReason;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Plays for some ticks, resets its connection and comes again: the server must know by then that it
 * was gone, or soon.
 */
final class ResetterBot extends Bot {
    private static final int VISITS = 5;
    private static final int ATTEMPTS_MAX = 100;
    private static final int SNAPSHOTS_A_VISIT = 30;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private int visits;
    private int attempts;
    private long snapshotsBefore;
    private long goneNanos;
    private boolean isTooEarly;

    ResetterBot(int number) {
        super(BotHabit.RESETTER, number);
    }

    @Override
    boolean wantsConnection(long nowNanos) {
        return super.wantsConnection(nowNanos)
                && (attempts == 0 || nowNanos - goneNanos >= PAUSE_NANOS);
    }

    @Override
    void connected() throws IOException {
        attempts++;
        snapshotsBefore = stats.snapshots;
        login();
    }

    @Override
    void received(long nowNanos) throws IOException {
        if (stats.snapshots - snapshotsBefore >= SNAPSHOTS_A_VISIT) {
            visits++;
            link().reset();
            gone(nowNanos);
        }
    }

    private void gone(long nowNanos) {
        goneNanos = nowNanos;
        if (visits == VISITS) {
            end(BotEnding.LEFT);
        } else if (attempts == ATTEMPTS_MAX) {
            end(BotEnding.STILL_HERE);
        } else {
            hangUp();
        }
    }

    /** The server may not have noticed yet that it was gone. */
    @Override
    public void kicked(KickReason reason, String text) {
        if (reason == KickReason.NAME_TAKEN) {
            isTooEarly = true;
        } else {
            super.kicked(reason, text);
        }
    }

    @Override
    void closed(String how, long nowNanos) {
        if (isTooEarly) {
            isTooEarly = false;
            gone(nowNanos);
        } else {
            end(how);
        }
    }
}
