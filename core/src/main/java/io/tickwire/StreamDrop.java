package io.tickwire;

import io.tickwire.LoopStats.Counter;

/**
 * Aborts streams for the error policy, at delivery points, by intents of the callbacks' lane. Each
 * takes a slot of the lane that the exception came from: of its room for clean-up, if need be, and
 * if even that is taken it waits for it.
 */
final class StreamDrop {
    private final TickContext callbackTick;
    private final CompletionCallback counting;

    StreamDrop(TickContext callbackTick, LoopStats stats) {
        this.callbackTick = callbackTick;
        counting =
                (close, tick) -> {
                    if (close.isOk()) {
                        stats.add(Counter.DROPPED_STREAMS, 1);
                    }
                };
    }

    /**
     * Aborts a stream, now or as soon as there is room.
     *
     * @throws IllegalStateException if too much waits for room already
     */
    void drop(IoStream stream, Lane home) {
        callbackTick.intents().endRun(); // nothing that the callback has linked reaches the abort
        callbackTick.lane().homeOfNewIntents(home);
        callbackTick.whenRoom(tick -> isSettled(stream, tick));
    }

    private boolean isSettled(IoStream stream, TickContext tick) {
        IoIntentQueue intents = tick.intents();
        return !stream.isOpen()
                || !tick.lane().loop().isTakingIntents()
                || intents.queueOrRelease(tick.request().abort(stream).onComplete(counting));
    }
}
