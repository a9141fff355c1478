package io.tickwire;

import java.util.ArrayDeque;
import java.util.function.Predicate;

/**
 * What callbacks could not queue because the callbacks' lane, or their own lane's quota, was full:
 * tried again when completions were delivered, in the order of the first tries. Belongs to the
 * loop's thread.
 */
final class RoomWaiters {
    private static final int WAITING_MAX = 65_536;

    private record Entry(Lane home, Predicate<? super TickContext> attempt) {}

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    /** Tries at once, and again later if there is no room. */
    void run(TickContext tick, Predicate<? super TickContext> attempt) {
        if (entries.size() == WAITING_MAX) {
            throw new IllegalStateException(WAITING_MAX + " attempts wait for room already");
        }
        if (!attempt.test(tick)) {
            entries.add(new Entry(tick.lane().homeOfNewIntents(), attempt));
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
                if (!entry.attempt.test(tick)) {
                    entries.add(entry);
                }
            } catch (Throwable e) {
                errors.caught(LoopError.Source.ATTEMPT, entry.home.name(), e);
            } finally {
                tick.intents().endRun();
            }
        }
    }
}
