package io.tickwire.epoll;

import io.tickwire.tck.TransportTck;

class EpollTransportTckTest extends TransportTck {
    EpollTransportTckTest() {
        super("epoll");
    }
}
