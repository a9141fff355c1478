package io.tickwire.kqueue;

import io.tickwire.tck.TransportTck;

class KQueueTransportTckTest extends TransportTck {
    KQueueTransportTckTest() {
        super("kqueue");
    }
}
