package io.tickwire.properties;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An intent as the model knows it. */
final class Item {
    enum State {
        QUEUED,
        /** Sealed, behind another one in its chain. */
        WAITING,
        STARTED,
        /** It is known what it came to, and it was not delivered. */
        ENDED,
        DELIVERED
    }

    final Act act;
    State state = State.QUEUED;
    boolean isPrompt;

    /** Whether it is the last of its callback, or before a refused one: its link links nothing. */
    boolean isLinkCut;

    long sequence = -1;
    int batch;
    @Nullable Item leader;
    @Nullable Item follower;

    /** What it is about, if that is a file. */
    ModelFiles.@Nullable OpenFile file;

    /** What it is about, if that is a stream. */
    @Nullable ModelStream stream;

    /** What a send or splice is to send; of an output's, what was written so far. */
    byte[] sentContent = {};

    boolean isRefused;

    /** Whether a send before it, on its stream, fails, and may have failed when this was sealed. */
    boolean isBehindFailure;

    /** Whether the one before it has broken its chain, for sure or perhaps. */
    boolean isBroken;

    boolean mayBeBroken;

    /** Whether it is linked behind another one. */
    boolean isFollower;

    /** Whether a cancel came that may have found it unfinished. */
    boolean mayBeCancelled;

    /** Whether it may be with the system: when it ends is not known. */
    boolean isSubmitted;

    /** Whether what it was linked behind ended in a tick before the one that delivers it. */
    boolean isHeldBack;

    /** When a TIMEOUT fires, on the tick clock. */
    long fireNanos;

    /** The first tick in which it fires. */
    int fireTick;

    int sealedTick;

    /** When its deadline passes; negative for never. */
    long deadlineNanos = -1;

    /** The least and most that a cancel may have found; -1 for a result that is known. */
    int foundMin;

    int foundMax = -1;

    /** What a cancel by resource may have found before it is known to have started. */
    final Set<Item> foundEarly = new HashSet<>();

    int shots;
    int result;
    String detail = "";

    Item(Act act) {
        this.act = act;
        isPrompt =
                act.timing() == Timing.DEFAULT
                        ? act.op().isPrompt()
                        : act.timing() == Timing.PROMPT;
    }

    /** How many bytes it is about. */
    int size() {
        return act.op().isOutput() ? sentContent.length : act.size();
    }

    /** Of an output's SEND: another write goes with it. */
    void append(byte[] content) {
        byte[] all = Arrays.copyOf(sentContent, sentContent.length + content.length);
        System.arraycopy(content, 0, all, sentContent.length, content.length);
        sentContent = all;
    }

    /** Whether it was refused, cancelled or timed out, without a byte. */
    boolean isCut() {
        return isRefused || result == Errno.ECANCELED || result == Errno.ETIMEDOUT;
    }

    ModelStream requireStream() {
        if (stream == null) {
            throw new IllegalStateException("no stream: " + this);
        }
        return stream;
    }

    /** Whether it may have been ended before it began, or while it ran. */
    boolean mayBeCut() {
        return mayBeBroken || mayBeCancelled;
    }

    boolean isRunning() {
        return state == State.WAITING || state == State.STARTED;
    }

    /** Whether it runs in the system, for a time that nobody foretells. */
    boolean isWithSystem() {
        return state == State.STARTED && isSubmitted && act.op() != Op.TIMEOUT;
    }

    /** Whether it may have ended, or begun, without the model's knowing. */
    boolean isUncertain() {
        for (Item at = this; at != null; at = at.leader) {
            boolean isBehindUnknown = at != this && at.isCancelOfUnknown();
            if (at.isWithSystem() || at.mayBeBroken || isBehindUnknown) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a cancel that may have found nothing, which breaks a chain, or something. */
    private boolean isCancelOfUnknown() {
        return state == State.STARTED && foundMax >= 0;
    }

    /**
     * Whether a cancel may have ended one before it in its chain, so that it has begun or ended.
     */
    boolean isBehindCancelled() {
        for (Item at = leader; at != null; at = at.leader) {
            if (at.mayBeCancelled) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a cancel behind something that may have ended. */
    boolean mayHaveStarted(long nowNanos) {
        if (!act.op().isCancel() || state != State.WAITING) {
            return false;
        }
        Item root = this;
        while (root.leader != null) {
            root = root.leader;
        }
        boolean isTimerDue = root.act.op() == Op.TIMEOUT && root.fireNanos <= nowNanos;
        boolean isUnknown = isUncertain() || isBehindCancelled();
        return isUnknown || root.state != State.STARTED || isTimerDue;
    }

    boolean isDeadlinePast(long nowNanos) {
        return deadlineNanos >= 0 && deadlineNanos <= nowNanos;
    }

    @Override
    public String toString() {
        return act
                + " (sequence "
                + sequence
                + ", "
                + state
                + (isPrompt ? ", prompt)" : ", lasting)");
    }
}
