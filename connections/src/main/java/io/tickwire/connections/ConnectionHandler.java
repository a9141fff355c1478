package io.tickwire.connections;

import io.tickwire.TickContext;
import io.tickwire.recipes.Frame;

/**
 * What a program does with its clients. Called on the loop's thread, while the {@link Connections}
 * that it was given to run in their phase; for each client first {@link #joined}, then its frames
 * in order, then {@link #left}, once.
 *
 * <p>What it throws drops that client, with the reason {@link Leave.Reason#FAILED}, and nobody
 * else; reading past the end of a frame, with {@link Leave.Reason#PROTOCOL}. An {@link Error} ends
 * the tick, and comes out of the loop.
 *
 * @param <C> what the program has for a client, such as a player
 */
public interface ConnectionHandler<C> {
    /**
     * A client has come.
     *
     * @param connection its connection
     * @param tick the tick, for writes and other intents
     * @return what the handler is shown for it from now on
     */
    C joined(Connection connection, TickContext tick);

    /**
     * A client has sent a frame.
     *
     * @param client what {@link #joined} answered
     * @param frame its bytes, without the length field or line end; there until this returns
     * @param tick the tick, for writes and other intents
     */
    void frame(C client, Frame frame, TickContext tick);

    /**
     * A client is gone: nothing can be written to it any more.
     *
     * @param client what {@link #joined} answered
     * @param leave why
     * @param tick the tick; queues nothing any more if the loop was closed without an end of its
     *     own
     */
    default void left(C client, Leave leave, TickContext tick) {}
}
