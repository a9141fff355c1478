package io.tickwire.examples.skirmish.bots;

import io.tickwire.examples.skirmish.Buttons;
import io.tickwire.examples.skirmish.KickReason;
import io.tickwire.examples.skirmish.Snapshot;
import java.io.IOException;
import java.util.SplittableRandom;

/** Plays: an input each time that it has read, a chat and a ping now and then. */
class HonestBot extends Bot {
    private static final int CHAT_TICKS = 180;
    private static final int PING_TICKS = 60;
    private static final int BUTTONS_TICKS = 30;

    private final SplittableRandom random;
    private final int visits;
    private final SnapshotCheck snapshots = new SnapshotCheck(stats, this::fault);
    private final ChatCheck chats = new ChatCheck(stats, this::fault);
    private int id;
    private int buttons;
    private int buttonsUntil;
    private int nextChat;
    private int nextPing;
    private long pingNonce;
    private long snapshotNanos;
    private long seenCount;
    private boolean mayLeave;
    private boolean isLeaving;

    HonestBot(BotHabit habit, int number, BotPlan plan) {
        super(habit, number);
        random = new SplittableRandom(plan.seed() ^ token());
        visits = plan.visits();
    }

    private void fault(String what) {
        stats.fault(name() + ": " + what);
    }

    @Override
    int tick() {
        return snapshots.tick();
    }

    @Override
    void connected() throws IOException {
        login();
    }

    @Override
    boolean isSettled() {
        return hasEnded() || isWelcome();
    }

    @Override
    public void welcome(int id, long inputToken, int inputPort, int visits) {
        super.welcome(id, inputToken, inputPort, visits);
        this.id = id;
        if (this.visits > 0 && this.visits != visits) {
            fault("is told that this is visit " + visits + ", but it is " + this.visits);
        }
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (!isWelcome()) {
            fault("got a snapshot before the welcome");
        }
        if (stats.snapshots == 0) {
            nextChat = snapshot.tick() + 1 + random.nextInt(CHAT_TICKS);
            nextPing = snapshot.tick();
        }
        super.snapshot(snapshot);
        snapshots.check(snapshot, id);
    }

    @Override
    public void chatted(int player, String text) {
        chats.check(player, text, player == id);
        if (player == id) {
            nextChat = snapshots.tick() + CHAT_TICKS;
        }
    }

    @Override
    public void pong(long nonce) {
        if (nonce != pingNonce) {
            fault("got the pong of " + nonce + " and not of " + pingNonce);
        }
        nextPing = snapshots.tick() + PING_TICKS;
        pingNonce = 0;
    }

    @Override
    public void kicked(KickReason reason, String text) {
        super.kicked(reason, text);
        if (!habit().expects(BotEnding.kicked(reason))) {
            fault("was kicked: " + reason + ", " + text);
        }
    }

    @Override
    void received(long nowNanos) throws IOException {
        if (stats.snapshots == seenCount) {
            return;
        }
        if (seenCount > 0) {
            stats.longestWaitNanos = Math.max(stats.longestWaitNanos, nowNanos - snapshotNanos);
        }
        seenCount = stats.snapshots;
        snapshotNanos = nowNanos;
        if (!isLeaving) {
            play();
        }
    }

    private void play() throws IOException {
        int tick = snapshots.tick();
        press(tick);
        if (mayLeave && chats.isQuiet()) {
            isLeaving = true;
            link().send(protocol::goodbye);
            return;
        }
        if (tick >= nextChat && chats.isQuiet()) {
            String text = chats.nextText();
            link().send(out -> protocol.chat(out, text));
        }
        if (tick >= nextPing && pingNonce == 0) {
            pingNonce = random.nextLong() | 1;
            link().send(out -> protocol.ping(out, pingNonce));
        }
    }

    /** Sends an input. */
    void press(int tick) throws IOException {
        if (tick >= buttonsUntil) {
            buttons = legalButtons();
            buttonsUntil = tick + 1 + random.nextInt(BUTTONS_TICKS);
        }
        input(snapshots.nextSequence(buttons), buttons);
    }

    private int legalButtons() {
        int some = random.nextInt(Buttons.FIRE * 2);
        return Buttons.isLegal(some) ? some : Buttons.FIRE;
    }

    @Override
    final void mayLeave() {
        mayLeave = true;
    }

    @Override
    final String whenClosed() {
        return isLeaving ? BotEnding.LEFT : BotEnding.CLOSED;
    }
}
