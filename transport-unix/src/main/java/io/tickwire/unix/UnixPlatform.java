package io.tickwire.unix;

/**
 * In what the platforms differ. Immutable.
 *
 * @param errnos the meaning of error numbers
 * @param pathBytesMax the longest path of a Unix socket: sizeof(sun_path) less the NUL at its end
 * @param ipv6Only the number of IPV6_V6ONLY
 * @param inheritsOptions whether an accepted TCP stream has its listener's TCP_NODELAY and
 *     SO_KEEPALIVE
 * @param bufferFactor what a socket tells as the size of a buffer, for each byte asked for
 */
public record UnixPlatform(
        ErrnoTable errnos,
        int pathBytesMax,
        int ipv6Only,
        boolean inheritsOptions,
        int bufferFactor) {

    /** include/uapi/linux/un.h and in6.h; socket(7) of SO_RCVBUF. */
    public static final UnixPlatform LINUX = new UnixPlatform(ErrnoTable.LINUX, 107, 26, true, 2);

    /** xnu, bsd/sys/un.h and bsd/netinet6/in6.h. What is inherited is not documented there. */
    public static final UnixPlatform MACOS = new UnixPlatform(ErrnoTable.MACOS, 103, 27, false, 1);
}
