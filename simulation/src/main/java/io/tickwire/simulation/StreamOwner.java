package io.tickwire.simulation;

/** Who holds one end of a connection. Called within events of the world; may call the end. */
interface StreamOwner {
    /** Nobody: the end is closed, or nobody has accepted it yet. */
    StreamOwner NONE = new StreamOwner() {};

    /** A connect has succeeded. */
    default void connected() {}

    /** A connect has failed. */
    default void refused(int result) {}

    /** Bytes have arrived. */
    default void readable() {}

    /** There is room again after {@link StreamEnd#awaitRoom}. */
    default void writable() {}

    /** No more bytes will arrive. */
    default void ended() {}

    /** The connection is gone. */
    default void reset() {}
}
