package io.tickwire.simulation;

import io.tickwire.spi.Transport;

/**
 * What {@link ChaosTransport} holds things back by. Virtual time where the transport underneath is
 * simulated; anything else that goes on with each harvest where it is a real one.
 */
interface ChaosClock {
    /** What time it is; never goes back. */
    long now();

    /**
     * Since when the transport underneath has gone on without being looked at: what it has to tell
     * happened between then and now.
     *
     * @return a time up to now
     */
    default long unseenSince() {
        return now();
    }

    /** The transport underneath has been looked at, or is looked at from now on. */
    default void looked() {}

    /**
     * A harvest begins.
     *
     * @param waitNanos how long it may wait, as {@link Transport#harvest} has it
     */
    void beginHarvest(long waitNanos);

    /**
     * Lets time pass within a harvest that waits.
     *
     * @param inner the transport underneath, which may be what waits
     * @param due when something that is held back is due, or {@link Long#MAX_VALUE} for nothing
     * @return false if the wait is over: no time has passed
     */
    boolean pass(Transport inner, long due);
}
