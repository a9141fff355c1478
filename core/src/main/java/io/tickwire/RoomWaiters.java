package io.tickwire;

import java.util.ArrayDeque;

/**
 * What callbacks could not queue because the callbacks' lane, or their own lane's quota, was full:
 * tried again when completions were delivered, in the order of the first tries. One entry at most
 * for each file that is being loaded or saved. Belongs to the loop's thread.
 */
final class RoomWaiters {
    /** Something that needs room. */
    interface Waiter {
        /**
         * Queues what it has to queue.
         *
         * @param tick for intents
         * @return false if there is no room still; true if it is done, also because the loop is
         *     closing
         */
        boolean tryAgain(TickContext tick);
    }

    private record Entry(Lane home, Waiter waiter) {}

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    /** Tries at once, and again later if there is no room. */
    void run(TickContext tick, Waiter waiter) {
        if (!waiter.tryAgain(tick)) {
            entries.add(new Entry(tick.lane().homeOfNewIntents(), waiter));
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Tries everything again. */
    void retry(TickContext tick, ErrorBox errors) {
        for (int left = entries.size(); left > 0; left--) {
            Entry entry = entries.remove();
            tick.lane().homeOfNewIntents(entry.home);
            try {
                if (!entry.waiter.tryAgain(tick)) {
                    entries.add(entry);
                }
            } catch (Throwable e) {
                errors.caught(entry.home.name(), e);
            } finally {
                tick.intents().endRun();
            }
        }
    }
}
