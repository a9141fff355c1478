package io.tickwire.spi;

/**
 * What a transport states besides single operations: modifiers of requests, and kinds of sockets.
 */
public enum Feature {
    /** ACCEPT with {@code multishot()}. */
    MULTISHOT_ACCEPT,
    /** RECV and RECVMSG with {@code multishot()}, which goes with {@code fromGroup()}. */
    MULTISHOT_RECEIVE,
    /** RECV and RECVMSG with {@code fromGroup()}. */
    BUFFER_GROUPS,
    /** POLL_ADD with {@code multishot()}. */
    MULTISHOT_POLL,
    /** SEND with {@code zeroCopy()}; elsewhere a hint that is ignored. */
    ZERO_COPY,
    /** {@code linked()} and {@code hardLinked()} between operations on files. */
    LINKS,
    /** {@code deadline()}. */
    DEADLINE,
    /** Datagrams over Unix domain sockets. */
    UNIX_DATAGRAMS
}
