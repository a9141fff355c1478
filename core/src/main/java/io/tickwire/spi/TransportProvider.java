package io.tickwire.spi;

import java.io.IOException;

/**
 * Names a transport for {@link java.util.ServiceLoader}. Its constructor, {@link #name()}, {@link
 * #priority()} and {@link #version()} load no other class of the transport; the other methods may.
 */
public interface TransportProvider {
    /**
     * The transport's name, as in {@code -Dtickwire.transport=NAME}.
     *
     * @return a lower-case word such as {@code io_uring} or {@code nio}
     */
    String name();

    /**
     * The rank in the fallback chain: the highest that works is taken.
     *
     * @return io_uring 300, epoll and kqueue 200, nio 100
     */
    int priority();

    /**
     * The version of the transport, which has to be that of core: the selector refuses another one.
     *
     * @return the version, or {@link TransportVersions#UNKNOWN} for one that is not compared, such
     *     as that of a transport that is not Tickwire's own
     */
    default String version() {
        return TransportVersions.UNKNOWN;
    }

    /**
     * Tries the transport for real, as far as that is possible without the program's help.
     *
     * @throws IOException with the reason in one line, if it cannot be used here
     */
    void selfTest() throws IOException;

    /**
     * Makes a transport for one loop.
     *
     * @param config sizes
     * @param sink where completions go
     * @return a transport not yet started
     * @throws IOException with the reason, e.g. no memory or descriptor for another ring
     */
    Transport create(TransportConfig config, CompletionSink sink) throws IOException;
}
