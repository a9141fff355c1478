package io.tickwire.simulation;

/** Where a simulated world takes the place of the machine. */
public enum Seam {
    /**
     * Under the readiness engine: the engine that serves epoll, kqueue and NIO runs on simulated
     * sockets and files.
     */
    ENGINE,
    /**
     * Under core: what the engine does on simulated sockets and files reaches core late, out of
     * order and in storms, as from a ring.
     */
    TRANSPORT
}
