/** The transport over Linux io_uring, on Netty's native. */
module io.tickwire.transport.iouring {
    requires static org.jspecify;
    requires transitive io.tickwire;
    requires io.tickwire.readiness;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;
    requires io.tickwire.completion;
    requires io.tickwire.transport.unix;

    exports io.tickwire.iouring;

    provides io.tickwire.spi.TransportProvider with
            io.tickwire.iouring.IoUringTransportProvider;
}
