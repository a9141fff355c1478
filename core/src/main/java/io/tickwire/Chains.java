package io.tickwire;

import java.util.Arrays;
import java.util.Objects;

/**
 * The intents behind those that have ended: what is to start now, and what is to end because its
 * chain is broken. Filled while results come in, and emptied by {@link Sealer#stepChains} before
 * anything is delivered, so that no queue changes while somebody goes through it.
 */
final class Chains {
    private static final int DUE_FIRST = 64;

    private final Intent[] table;
    private int[] due = new int[DUE_FIRST];
    private int next;
    private int count;

    Chains(Intent[] table) {
        this.table = table;
    }

    /** Makes room for as many intents as there can be until the next call. */
    void reserve(int intents) {
        if (count + intents > due.length) {
            due = Arrays.copyOf(due, Math.max(count + intents, 2 * due.length));
        }
    }

    /** Links an intent behind the one before it. */
    static void link(Intent leader, Intent follower) {
        leader.follower = follower;
        follower.leader = leader;
    }

    boolean isEmpty() {
        return next == count;
    }

    /** Takes the next one that is due, in the order they came. */
    Intent poll() {
        Intent intent = table[due[next++]];
        if (next == count) {
            next = 0;
            count = 0;
        }
        return intent;
    }

    /**
     * Takes an intent and its follower apart, since the kernel has the link; answers the latter.
     */
    static Intent unlinkFollower(Intent leader) {
        Intent follower = Objects.requireNonNull(leader.follower);
        leader.follower = null;
        follower.leader = null;
        return follower;
    }

    /**
     * Deals with the end of an intent: what is linked behind it starts, or ends.
     *
     * @param isForPhase whether the end is delivered in the tick that runs
     */
    void ended(Intent intent, int result, boolean isForPhase) {
        Intent leader = intent.leader;
        if (leader != null) {
            leader.follower = null;
            intent.leader = null;
        }
        Intent follower = intent.follower;
        if (follower != null) {
            intent.follower = null;
            follower.isChainBroken = leader != null || intent.isBrokenBy(result);
            follower.isLeaderSeen = isForPhase;
            due[count++] = follower.slot;
        }
    }
}
