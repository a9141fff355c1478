package io.tickwire.examples.server;

import io.tickwire.TickRate;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What the command line asks of an example server.
 *
 * @param address where to listen
 * @param isDatagram whether datagrams are served instead of connections
 * @param transport the transport to insist on, or empty for the best
 * @param hertz ticks a second, or {@link #READY} for a tick whenever something is ready
 * @param selfTestConnections connections of the self-test, or 0 to serve others
 */
public record ServerOptions(
        SocketAddress address,
        boolean isDatagram,
        Optional<String> transport,
        double hertz,
        int selfTestConnections) {
    /** Stands for no fixed rate. */
    public static final double READY = 0;

    /** Systems wait for completions and timers only, so this is no more than a sign of life. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(1);

    /**
     * Whether the server is driven by a client of its own.
     *
     * @return true for a self-test
     */
    public boolean isSelfTest() {
        return selfTestConnections > 0;
    }

    /**
     * When ticks start.
     *
     * @return the pacing
     */
    public TickRate rate() {
        return hertz == READY ? TickRate.whenReady(MAX_IDLE) : TickRate.hertz(hertz);
    }
}
