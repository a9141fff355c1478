package io.tickwire.examples.skirmish.bots;

import io.tickwire.examples.skirmish.Buttons;
import io.tickwire.examples.skirmish.SkirmishWorld;
import io.tickwire.examples.skirmish.Snapshot;
import java.util.function.Consumer;

/**
 * Checks that a player's snapshots are those of its own game: one for each tick, in order; each
 * input in its turn; the player moving as it should; the others on the map, by ascending id.
 */
final class SnapshotCheck {
    private static final int REMEMBERED = 1024;
    private static final int SQUARE_BITS = 10;

    /** This many snapshots without any new input in them, and inputs do not arrive. */
    private static final int UNANSWERED_MAX = 600;

    private final BotStats stats;
    private final Consumer<String> faults;
    private final byte[] buttons = new byte[REMEMBERED];
    private int sent;
    private boolean hasSeen;
    private int tick;
    private int acknowledged;
    private int unanswered;
    private int x;
    private int y;
    private int respawns;

    SnapshotCheck(BotStats stats, Consumer<String> faults) {
        this.stats = stats;
        this.faults = faults;
    }

    /** The sequence of an input that is sent now. */
    int nextSequence(int pressed) {
        sent++;
        buttons[sent % REMEMBERED] = (byte) pressed;
        stats.inputsSent++;
        return sent;
    }

    int tick() {
        return tick;
    }

    void check(Snapshot snapshot, int id) {
        if (hasSeen) {
            checkTick(snapshot);
        }
        checkInputs(snapshot);
        if (hasSeen && snapshot.tick() == tick + 1 && snapshot.respawns() == respawns) {
            checkMove(snapshot);
        }
        checkSeen(snapshot, id);
        hasSeen = true;
        tick = snapshot.tick();
        acknowledged = snapshot.acknowledged();
        x = snapshot.x();
        y = snapshot.y();
        respawns = snapshot.respawns();
    }

    private void checkTick(Snapshot snapshot) {
        if (snapshot.tick() <= tick) {
            faults.accept("tick " + snapshot.tick() + " after " + tick);
        } else {
            stats.ticksMissed += snapshot.tick() - tick - 1;
        }
    }

    private void checkInputs(Snapshot snapshot) {
        int newest = snapshot.acknowledged();
        if (newest < acknowledged || newest > sent) {
            faults.accept("input " + newest + " after " + acknowledged + ", sent " + sent);
        }
        unanswered = newest == acknowledged && sent > newest ? unanswered + 1 : 0;
        if (unanswered == UNANSWERED_MAX) {
            faults.accept("no input has taken effect after " + newest + " of " + sent);
        }
        stats.inputsAcknowledged = newest;
    }

    private void checkMove(Snapshot snapshot) {
        int newest = snapshot.acknowledged();
        if (newest <= sent - REMEMBERED) {
            return;
        }
        int pressed = newest == 0 ? 0 : buttons[newest % REMEMBERED];
        if (snapshot.x() != Buttons.movedX(x, pressed)
                || snapshot.y() != Buttons.movedY(y, pressed)) {
            faults.accept(
                    "from "
                            + x
                            + ","
                            + y
                            + " by "
                            + pressed
                            + " to "
                            + snapshot.x()
                            + ","
                            + snapshot.y());
        }
    }

    private void checkSeen(Snapshot snapshot, int id) {
        boolean hasSelf = snapshot.count() == SkirmishWorld.SEEN_MAX;
        for (int i = 0; i < snapshot.count(); i++) {
            if (i > 0 && snapshot.seenId(i) <= snapshot.seenId(i - 1)) {
                faults.accept("player " + snapshot.seenId(i) + " is out of its order");
            }
            if (snapshot.seenX(i) >> SQUARE_BITS != snapshot.x() >> SQUARE_BITS
                    || snapshot.seenY(i) >> SQUARE_BITS != snapshot.y() >> SQUARE_BITS) {
                faults.accept("player " + snapshot.seenId(i) + " is seen from another square");
            }
            hasSelf |=
                    snapshot.seenId(i) == id
                            && snapshot.seenX(i) == snapshot.x()
                            && snapshot.seenY(i) == snapshot.y();
        }
        if (!hasSelf) {
            faults.accept("does not see itself in tick " + snapshot.tick());
        }
    }
}
