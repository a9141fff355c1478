package io.tickwire;

import io.tickwire.spi.TransportHandle;

/** An open file. Reads and writes name their offset; several may be in flight at once. */
public final class IoFile extends IoResource {
    IoFile(TickLoop loop, TransportHandle handle) {
        super(loop, handle);
    }
}
