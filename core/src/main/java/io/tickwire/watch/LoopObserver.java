package io.tickwire.watch;

import io.tickwire.IoCompletion;
import io.tickwire.Replacement;

/**
 * Sees what a loop seals and delivers, for recorders and checkers. Called on the loop's thread,
 * between user code; must not call the loop. What it throws goes to the {@link
 * io.tickwire.ErrorPolicy}, and the loop goes on as it would without it. Without an observer a loop
 * pays a null check at each place.
 */
public interface LoopObserver {
    /** Where completions reach systems. */
    enum DeliveryPoint {
        /** The start of a tick. */
        INTAKE,
        /** The end of a phase. */
        PHASE,
        /** The end of the loop. */
        CLOSE
    }

    /**
     * A tick begins.
     *
     * @param number the tick's number
     * @param timeNanos the tick clock
     */
    default void tickBegan(long number, long timeNanos) {}

    /**
     * An intent was given its sequence; nothing of it has begun.
     *
     * @param intent the intent
     */
    default void sealed(IntentView intent) {}

    /**
     * A delivery point begins. Its completions follow, all of them before the next one begins.
     *
     * @param point which
     */
    default void deliveryBegan(DeliveryPoint point) {}

    /**
     * A completion is about to reach its callback or inbox (or to be dropped, with {@code
     * errorsOnly}). What it means for resources and buffers has taken effect.
     *
     * @param intent the intent it belongs to
     * @param completion the completion
     */
    default void delivered(IntentView intent, IoCompletion completion) {}

    /**
     * The last completion of an intent is over. Its slot, and the loop's references of its buffers,
     * are given back right after this; {@link #freed} tells when.
     *
     * @param intent the intent
     */
    default void ended(IntentView intent) {}

    /**
     * The intent of the preceding {@link #ended} has given back its slot and the loop's references
     * of its buffers.
     *
     * @param ticket what the intent's ticket was
     */
    default void freed(long ticket) {}

    /**
     * A program is about to be told that {@link io.tickwire.recipes.WholeFiles#save} has saved a
     * file: it must survive a crash from here on.
     *
     * @param replacement the file, and the name by which it was written
     */
    default void fileSaved(Replacement replacement) {}

    /**
     * The last phase of a tick has ended.
     *
     * @param number the tick's number
     */
    default void tickEnded(long number) {}

    /** The loop is closed, or has failed: every intent has had its last completion. */
    default void loopEnded() {}
}
