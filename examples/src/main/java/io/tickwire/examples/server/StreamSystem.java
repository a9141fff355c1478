package io.tickwire.examples.server;

import io.tickwire.IoStream;
import io.tickwire.TickSystem;

/**
 * A system that serves streams which another system accepted. It runs behind that one, in the same
 * phase, so that both share one batch. Whoever makes it closes it, after the loop.
 */
public interface StreamSystem extends TickSystem, AutoCloseable {
    /**
     * Takes over a new stream; its first intent is queued when the system runs next. On the loop's
     * thread.
     *
     * @param stream a stream just accepted, open
     */
    void welcome(IoStream stream);

    /**
     * What the system did, for people.
     *
     * @return one line; after the loop was closed
     */
    String summary();

    /** Releases what the system still holds. Call it once the loop is closed. */
    @Override
    void close();
}
