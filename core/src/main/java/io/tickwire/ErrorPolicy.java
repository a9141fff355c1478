package io.tickwire;

/**
 * Decides what happens when a system or a callback throws, or a buffer is not what it was when it
 * was queued. It is asked on the loop's thread, once per exception. An exception changes no
 * delivery: the delivery point or the phase is finished first, and intents queued so far stay.
 */
@FunctionalInterface
public interface ErrorPolicy {
    /** What to do after an exception. */
    enum Action {
        /** Go on with the next system or delivery. */
        CONTINUE,
        /**
         * Abort the stream that the exception is about, and go on: its intents end with ECANCELED
         * where they would have gone, later ones with EBADF, and its CLOSE is nobody's. The abort
         * heads the next batch, finds room in a full lane, and is counted in {@link
         * LoopStats.Snapshot#droppedStreams}. A stream that is closing already only goes on doing
         * so. Without a stream this is STOP.
         */
        DROP,
        /**
         * End the tick after the phase and rethrow from {@code tick()}, {@code run()} or {@code
         * endPhase()}.
         */
        STOP
    }

    /** Stops at every exception; the default. */
    ErrorPolicy STOP = error -> Action.STOP;

    /** Drops the connection that an exception is about, and stops at one that is about none. */
    ErrorPolicy DROP = error -> Action.DROP;

    /**
     * Called with each exception of user code. One that is an {@link Error} ends the loop's call
     * without a question.
     *
     * @param error what was thrown, and where
     * @return what to do; null, or an exception of its own, is taken for STOP
     */
    Action onError(LoopError error);
}
