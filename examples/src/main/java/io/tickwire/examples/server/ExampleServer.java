package io.tickwire.examples.server;

import io.tickwire.BatchConfig;
import io.tickwire.LoopStats;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import io.tickwire.spi.TransportReport;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * A loop with one phase: an {@link AcceptSystem} and, behind it, the system that serves what it
 * accepted; or one system that serves datagrams. Both share each tick's one batch. Built on any
 * thread; {@link #run} and {@link #close} belong to one and the same; {@link #stop} and the
 * accessors to all. Whoever opens it closes it.
 */
public final class ExampleServer implements AutoCloseable {
    /** Streams open at once; what comes beyond them is refused with EMFILE and closed. */
    private static final int STREAMS = 20_480;

    /** A stream has at most a receive and two sends in flight. */
    private static final int INTENTS_PER_STREAM = 3;

    /** Room for all streams, the listener and a timer. */
    private static final BatchConfig CONFIG =
            BatchConfig.builder()
                    .resources(STREAMS + 1)
                    .laneInFlight(INTENTS_PER_STREAM * STREAMS + 1)
                    .build();

    private final Supplier<SocketAddress> address;
    private final Supplier<String> summary;
    private final TickRate rate;
    private final TickLoop loop;

    private ExampleServer(
            ServerOptions options,
            List<? extends TickSystem> systems,
            Supplier<SocketAddress> address,
            Supplier<String> summary,
            BatchConfig config) {
        this.address = address;
        this.summary = summary;
        rate = options.rate();
        TickSystem[] all = systems.toArray(new TickSystem[0]);
        var builder = TickLoop.builder().phase("serve", phase -> phase.systems(all)).config(config);
        options.transport().ifPresent(builder::transport);
        loop = builder.build();
    }

    /**
     * Opens a server: from here on connections can come, and wait for {@link #run}.
     *
     * @param options where to listen, on which transport, and when to tick
     * @param service serves the streams, and no other server's
     * @return the server
     * @throws IllegalArgumentException if the transport is unknown
     * @throws IllegalStateException if no transport works here, or not the one insisted on
     * @throws java.io.UncheckedIOException if the address cannot be listened on
     */
    public static ExampleServer open(ServerOptions options, StreamSystem service) {
        return open(options, service, CONFIG);
    }

    /**
     * Opens a server with bounds of one's own.
     *
     * @param options as above
     * @param service as above
     * @param config sizes and policies of the loop
     * @return the server
     */
    public static ExampleServer open(
            ServerOptions options, StreamSystem service, BatchConfig config) {
        AcceptSystem acceptor = new AcceptSystem(options.address(), service::welcome);
        return new ExampleServer(
                options,
                List.of(acceptor, service),
                acceptor::localAddress,
                () ->
                        service.summary()
                                + "; accepting failed "
                                + acceptor.failureCount()
                                + " times",
                config);
    }

    /**
     * Opens a server of datagrams.
     *
     * @param options on which transport, and when to tick
     * @param service serves the datagrams, and no other server's
     * @return the server
     * @throws IllegalArgumentException as above
     * @throws IllegalStateException as above
     * @throws java.io.UncheckedIOException if the address cannot be bound
     */
    public static ExampleServer open(ServerOptions options, DatagramEchoSystem service) {
        return new ExampleServer(
                options,
                List.of(service),
                service::localAddress,
                service::summary,
                BatchConfig.builder().build());
    }

    /** Serves until {@link #stop} is called. */
    public void run() {
        loop.run(rate);
    }

    /** Asks {@link #run} to end; from any thread. */
    public void stop() {
        loop.stop();
    }

    /** Has the end of the process stop the server, and wait for {@link #close}. */
    public void stopOnSignals() {
        loop.stopOnSignals();
    }

    /** Sends what is queued, closes every connection and releases every buffer. */
    @Override
    public void close() {
        loop.close();
    }

    /**
     * Where the server listens.
     *
     * @return the address, with the port that was chosen if 0 was asked for
     */
    public SocketAddress address() {
        return address.get();
    }

    /**
     * Which transport the server runs on, and why.
     *
     * @return the report of the choice
     */
    public TransportReport transport() {
        return loop.transport();
    }

    /**
     * What the loop has counted so far.
     *
     * @return the counters
     */
    public LoopStats.Snapshot stats() {
        return loop.stats().snapshot();
    }

    /**
     * What was served; once the server is closed.
     *
     * @return one line
     */
    public String summary() {
        return summary.get();
    }
}
