package io.tickwire.iouring;

import io.tickwire.tck.TransportTck;

class IoUringTransportTckTest extends TransportTck {
    IoUringTransportTckTest() {
        super("io_uring");
    }
}
