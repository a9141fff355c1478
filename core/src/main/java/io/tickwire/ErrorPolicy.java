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
         * End the tick after the phase and rethrow from {@code tick()}, {@code run()} or {@code
         * endPhase()}.
         */
        STOP
    }

    /** Stops at every exception; the default. */
    ErrorPolicy STOP = (where, error) -> Action.STOP;

    /**
     * Called with each exception of user code.
     *
     * @param where the name of the lane whose system or callback threw, or that queued the buffer;
     *     else what the exception came from
     * @param error what was thrown; an {@link Error} is rethrown whatever the answer is
     * @return what to do; null, or an exception of its own, is taken for STOP
     */
    Action onError(String where, Throwable error);
}
