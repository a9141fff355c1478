package io.tickwire.nio;

import io.tickwire.tck.TransportTck;

class NioTransportTckTest extends TransportTck {
    NioTransportTckTest() {
        super("nio");
    }
}
