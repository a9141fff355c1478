package io.tickwire.simulation;

/** What can go wrong in a simulated world, each at its own rate. */
public enum Fault {
    /** A connect is refused (ECONNREFUSED). Per connect. */
    CONNECTION_REFUSED,
    /** A connection is reset (ECONNRESET at both ends). Per call on it. */
    CONNECTION_RESET,
    /** An accept finds no descriptor left (EMFILE). Per accept. */
    ACCEPT_NO_DESCRIPTOR,
    /** An open finds no descriptor left (EMFILE). Per open. */
    OPEN_NO_DESCRIPTOR,
    /** A send finds no memory (ENOBUFS). Per send. */
    NO_BUFFERS,
    /** A receive or a read gets less than there is. Per call. */
    SHORT_READ,
    /** A send or a write takes less than it could. Per call. */
    SHORT_WRITE,
    /** A datagram is lost. Per datagram. */
    DATAGRAM_LOST,
    /** A datagram arrives twice. Per datagram. */
    DATAGRAM_DUPLICATED,
    /** A datagram is overtaken by later ones. Per datagram. */
    DATAGRAM_DELAYED,
    /** A write finds the device full (ENOSPC). Per call. */
    NO_SPACE,
    /** The device fails (EIO). Per read, write or sync. */
    IO_ERROR,
    /** A file operation takes much longer than others. Per operation. */
    SLOW_DISK,
    /** A completion comes later than the phase waits for. Per completion. */
    LATE_COMPLETION,
    /** All completions are held back, and then come at once. Per harvest. */
    COMPLETION_STORM,
    /** The kernel ends a multishot operation that could go on. Per completion of one. */
    MULTISHOT_ENDED,
    /** The transport has no room for an operation. Per submission. */
    SUBMISSION_REFUSED,
    /** A wait ends although nothing is ready. Per wait. */
    SPURIOUS_WAKEUP
}
