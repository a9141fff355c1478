package io.tickwire.simulation;

import io.tickwire.IoIntentQueue;
import org.jspecify.annotations.Nullable;

/** What the checkers know of a lane. */
final class LaneWatch {
    final String name;

    /** The lane's queue; null as long as the checkers have no loop. */
    final @Nullable IoIntentQueue queue;

    /** Sealed intents whose slots have not come back. */
    int open;

    /** Those among them that clean up. */
    int openCleanUps;

    /** Sends to streams that were taken and not delivered. */
    int pendingSends;

    /** Whether that has changed since it was last compared. */
    boolean isTouched;

    LaneWatch(String name, @Nullable IoIntentQueue queue) {
        this.name = name;
        this.queue = queue;
    }
}
