/** What the epoll and the kqueue transport share: sockets by system calls, under a manual loop. */
@SuppressWarnings("module") // The two that it is open to are compiled after it.
module io.tickwire.transport.unix {
    requires static org.jspecify;
    requires transitive io.netty.transport.unix.common;
    requires transitive io.tickwire;

    exports io.tickwire.unix to
            io.tickwire.transport.epoll,
            io.tickwire.transport.kqueue;
}
