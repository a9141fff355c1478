package io.tickwire.examples.server;

import io.tickwire.IoStream;
import io.tickwire.TickSystem;

/**
 * A system that serves streams which another system accepted. It runs behind that one, in the same
 * phase, so that both share one batch. What it holds it acquires from {@link #setUp} on and
 * releases in {@link #tearDown}, so one that no loop set up needs no end.
 */
public interface StreamSystem extends TickSystem {
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
}
