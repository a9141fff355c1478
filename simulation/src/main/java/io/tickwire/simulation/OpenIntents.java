package io.tickwire.simulation;

import io.tickwire.IoCompletion;
import io.tickwire.watch.IntentView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The intents that are sealed and have not ended, by slot. Holds the loop to {@link
 * Rule#COMPLETION} and {@link Rule#LOST}.
 */
final class OpenIntents {
    /** How long a delivered completion may stay in an inbox. */
    private static final int UNREAD_TICKS_MAX = 100;

    private final CheckLog log;
    private final int promptTicksMax;

    private @Nullable OpenIntent[] bySlot = new OpenIntent[64];

    /** Prompt ones that have had no last completion. */
    private final IntentList prompt = new IntentList();

    /** Those that have had it and have not ended. */
    private final IntentList delivered = new IntentList();

    private int openCount;

    /**
     * The one sealed last, SENDs of outputs apart, for the link of the next one; null if it has
     * ended.
     */
    private @Nullable OpenIntent lastSealed;

    OpenIntents(CheckLog log, int promptTicksMax) {
        this.log = log;
        this.promptTicksMax = promptTicksMax;
    }

    int openCount() {
        return openCount;
    }

    OpenIntent sealed(IntentView view) {
        OpenIntent intent = slot((int) view.ticket());
        if (intent.isOpen) {
            log.report(
                    Rule.COMPLETION,
                    view.sequence(),
                    "expected a free slot, but " + intent + " has not ended in it");
            intent.end();
            openCount--;
        }
        intent.take(view, log.tick);
        openCount++;
        link(intent);
        if (intent.isPromptForSure) {
            prompt.add(intent.age);
        }
        if (!intent.isOutput) {
            lastSealed = intent;
        }
        return intent;
    }

    private void link(OpenIntent intent) {
        if (!intent.isFollower) {
            return;
        }
        OpenIntent leader = lastSealed;
        if (leader == null || !leader.isOpen || !(leader.isSoftLinked || leader.isHardLinked)) {
            log.report(Rule.CHAIN, intent.sequence, "expected a linked intent before a follower");
            return;
        }
        intent.fate = OpenIntent.Fate.UNKNOWN;
        intent.leader = leader;
        leader.follower = intent;
        intent.isPromptForSure &= leader.isPromptForSure;
    }

    /** The intent that a completion is for; null if it must not come. */
    @Nullable OpenIntent delivered(IntentView view, IoCompletion completion) {
        OpenIntent intent = find(view.ticket());
        long sequence = completion.sequence();
        if (intent == null) {
            log.report(
                    Rule.COMPLETION,
                    sequence,
                    "expected no completion without an open intent, got " + completion);
        } else if (intent.sequence != sequence) {
            log.report(
                    Rule.COMPLETION,
                    sequence,
                    "expected a completion of " + intent + ", got " + completion);
        } else if (intent.isDelivered) {
            log.report(
                    Rule.COMPLETION,
                    sequence,
                    "expected no completion after the last one, got " + completion);
        } else if (completion.shot() != intent.shots) {
            log.report(
                    Rule.COMPLETION,
                    sequence,
                    "expected shot " + intent.shots + ", got " + completion);
        } else if (!completion.isLast() && !view.isMultishot()) {
            log.report(Rule.COMPLETION, sequence, "expected the last completion of " + intent);
        } else {
            intent.shots++;
            return intent;
        }
        return null;
    }

    /** Its last completion was delivered. */
    void lastDelivered(OpenIntent intent) {
        intent.isDelivered = true;
        intent.deliveredTick = log.tick;
        intent.age.leave();
        delivered.add(intent.age);
    }

    /** The intent that ends; null if there is none of that ticket. */
    @Nullable OpenIntent ended(IntentView view) {
        OpenIntent intent = find(view.ticket());
        if (intent == null || !intent.isDelivered) {
            log.report(
                    Rule.LOST,
                    view.sequence(),
                    "expected the last completion of " + view.operation() + " before its end");
            return null;
        }
        openCount--;
        return intent;
    }

    void tickEnded() {
        OpenIntent oldest = prompt.first();
        if (oldest != null && log.tick - oldest.sealedTick > promptTicksMax) {
            log.report(
                    Rule.LOST,
                    oldest.sequence,
                    "expected the last completion of "
                            + oldest
                            + " within "
                            + promptTicksMax
                            + " ticks of tick "
                            + oldest.sealedTick);
        }
        OpenIntent unread = delivered.first();
        if (unread != null && log.tick - unread.deliveredTick > UNREAD_TICKS_MAX) {
            log.report(
                    Rule.LANE,
                    unread.sequence,
                    "expected the slot of " + unread + " back after its last completion");
        }
    }

    void loopEnded() {
        if (openCount == 0) {
            return;
        }
        for (OpenIntent intent : bySlot) {
            if (intent != null && intent.isOpen) {
                log.report(
                        intent.isDelivered ? Rule.LANE : Rule.LOST,
                        intent.sequence,
                        "expected the end of " + intent + " before the loop's, as of " + openCount);
                return;
            }
        }
    }

    private @Nullable OpenIntent find(long ticket) {
        int slot = (int) ticket;
        if (slot < 0 || slot >= bySlot.length) {
            return null;
        }
        OpenIntent intent = bySlot[slot];
        return intent != null && intent.isOpen && intent.ticket == ticket ? intent : null;
    }

    private OpenIntent slot(int slot) {
        if (slot >= bySlot.length) {
            bySlot = Arrays.copyOf(bySlot, Math.max(slot + 1, 2 * bySlot.length));
        }
        OpenIntent intent = bySlot[slot];
        if (intent == null) {
            intent = new OpenIntent();
            bySlot[slot] = intent;
        }
        return intent;
    }
}
