package io.tickwire.examples.skirmish.bots;

import java.util.ArrayList;
import java.util.List;

/** What a bot, or the bots of a habit, saw. */
final class BotStats {
    private static final int FAULTS_KEPT = 5;

    long snapshots;
    long ticksMissed;
    long chatsSent;
    long chatsReturned;
    long chatsSeen;
    long chatsMissed;
    long inputsSent;
    long inputsAcknowledged;
    long longestWaitNanos;

    private long faultCount;
    private final List<String> faults = new ArrayList<>();

    /** Counts what should not be; the first are kept in words. */
    void fault(String what) {
        faultCount++;
        if (faults.size() < FAULTS_KEPT) {
            faults.add(what);
        }
    }

    long faultCount() {
        return faultCount;
    }

    List<String> faults() {
        return faults;
    }

    void add(BotStats other) {
        snapshots += other.snapshots;
        ticksMissed += other.ticksMissed;
        chatsSent += other.chatsSent;
        chatsReturned += other.chatsReturned;
        chatsSeen += other.chatsSeen;
        chatsMissed += other.chatsMissed;
        inputsSent += other.inputsSent;
        inputsAcknowledged += other.inputsAcknowledged;
        longestWaitNanos = Math.max(longestWaitNanos, other.longestWaitNanos);
        other.faults.forEach(this::fault);
        faultCount += other.faultCount - other.faults.size();
    }
}
