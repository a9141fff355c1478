/** The transport over kqueue of macOS, on Netty's native. */
module io.tickwire.transport.kqueue {
    requires static org.jspecify;
    requires transitive io.tickwire;
    requires io.tickwire.readiness;
    requires io.netty.transport.classes.kqueue;
    requires io.netty.transport.unix.common;
    requires io.tickwire.transport.unix;

    exports io.tickwire.kqueue;

    provides io.tickwire.spi.TransportProvider with
            io.tickwire.kqueue.KQueueTransportProvider;
}
