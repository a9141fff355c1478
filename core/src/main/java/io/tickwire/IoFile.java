package io.tickwire;

import io.tickwire.spi.TransportHandle;

/** An open file. Reads and writes name their offset; several may be in flight at once. */
public final class IoFile extends IoResource {
    /**
     * Stands, in a request, for the file that the nearest OPEN before it in the same chain of
     * {@linkplain IoRequest#linked linked} intents makes: open, read and close can be queued at
     * once.
     */
    @SuppressWarnings("NullAway") // It belongs to no loop and reaches none.
    public static final IoFile OPENED = new IoFile(null, new TransportHandle() {}, "none");

    IoFile(LoopHome loop, TransportHandle handle, Object work) {
        super(loop, handle, work);
    }

    /** Whether it is {@link #OPENED}. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOpened() {
        return this == OPENED;
    }
}
