/** What the transports on Netty's natives share: sockets by system calls, and a manual loop. */
@SuppressWarnings("module") // Those that it is open to are compiled after it.
module io.tickwire.transport.unix {
    requires static org.jspecify;
    requires transitive io.netty.transport.unix.common;
    requires transitive io.tickwire;
    requires transitive io.tickwire.readiness;

    exports io.tickwire.unix to
            io.tickwire.transport.epoll,
            io.tickwire.transport.iouring,
            io.tickwire.transport.kqueue;
}
