/** The transport over Linux epoll, on Netty's native. */
module io.tickwire.transport.epoll {
    requires static org.jspecify;
    requires transitive io.tickwire;
    requires io.tickwire.readiness;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires io.tickwire.transport.unix;

    exports io.tickwire.epoll;

    provides io.tickwire.spi.TransportProvider with
            io.tickwire.epoll.EpollTransportProvider;
}
