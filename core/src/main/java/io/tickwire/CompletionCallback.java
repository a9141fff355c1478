package io.tickwire;

/**
 * Told what became of an intent, at a delivery point, on the loop's thread. Its completion then
 * does not go to the lane's inbox.
 */
@FunctionalInterface
public interface CompletionCallback {
    /**
     * Called once per completion. What it throws goes to the loop's {@link ErrorPolicy} and changes
     * no other delivery.
     *
     * @param completion valid until this returns
     * @param tick intents queued here head the next batch to be sealed; without a callback of their
     *     own they complete to the inbox of the lane that this completion belongs to
     */
    void completed(IoCompletion completion, TickContext tick);
}
