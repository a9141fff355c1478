package io.tickwire.examples.selftest;

import io.tickwire.LoopStats;
import io.tickwire.examples.server.Example;
import io.tickwire.examples.server.ExampleServer;
import io.tickwire.examples.server.ServerOptions;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Serves on one thread, drives the server with a client on another one, and reports. The server is
 * closed when {@link #run} returns, whatever happened.
 */
public final class SelfTest {
    private static final long CLIENT_LIMIT_NANOS = 60_000_000_000L;
    private static final long CLOSE_LIMIT_MILLIS = 20_000;
    private static final int RECEIVE_BYTES = 1 << 16;

    private final Example example;
    private final boolean isDatagram;
    private final int connections;
    private final int messagesPerConnection;
    private final ExampleServer server;
    private final PrintStream out;
    private final Histogram latencyNanos = new Histogram(CLIENT_LIMIT_NANOS, 3);
    private final List<String> failures = new ArrayList<>();
    private LoopStats.Snapshot before;
    private volatile @Nullable Throwable serverFailure;

    /**
     * Makes a self-test.
     *
     * @param example what the server does
     * @param options its options
     * @param server an open server that is not running; the self-test closes it
     * @param out where the table goes
     */
    public SelfTest(Example example, ServerOptions options, ExampleServer server, PrintStream out) {
        this.example = example;
        this.server = server;
        this.out = out;
        isDatagram = options.isDatagram();
        connections = options.selfTestConnections();
        messagesPerConnection = example == Example.ECHO ? SelfTestLimits.messages(options) : 1;
        before = server.stats();
    }

    /**
     * Runs the test and prints the table, and what was missing.
     *
     * @return true if every byte came back and the server closed without an error
     */
    public boolean run() {
        Client client = client();
        Thread serverThread = new Thread(() -> serve(client), "tickwire-server");
        Thread clientThread = new Thread(client::run, "tickwire-client");
        serverThread.start();
        clientThread.start();
        LoopStats.Snapshot after;
        try {
            clientThread.join();
            after = server.stats();
            server.stop();
            serverThread.join(CLOSE_LIMIT_MILLIS);
        } catch (InterruptedException e) {
            client.cancel();
            server.stop();
            Thread.currentThread().interrupt();
            return false;
        }
        collectFailures(client, serverThread.isAlive());
        report(client, after);
        return failures.isEmpty();
    }

    private void serve(Client client) {
        try (server) {
            server.run();
        } catch (RuntimeException | Error e) {
            serverFailure = e;
        } finally {
            client.cancel();
        }
    }

    private Client client() {
        if (isDatagram) {
            return new DatagramClient(
                    server.address(),
                    connections,
                    messagesPerConnection,
                    CLIENT_LIMIT_NANOS,
                    latencyNanos);
        }
        ByteBuffer receiveBuffer = ByteBuffer.allocateDirect(RECEIVE_BYTES);
        Traffic traffic = new Traffic();
        List<Peer> peers = new ArrayList<>(connections);
        for (int i = 0; i < connections; i++) {
            peers.add(
                    example == Example.ECHO
                            ? new EchoPeer(
                                    i,
                                    messagesPerConnection + 1,
                                    traffic,
                                    receiveBuffer,
                                    latencyNanos)
                            : new GreetPeer(receiveBuffer, latencyNanos));
        }
        Optional<Runnable> barrier =
                example == Example.ECHO
                        ? Optional.of(() -> before = server.stats())
                        : Optional.empty();
        return new SelfTestClient(server.address(), peers, CLIENT_LIMIT_NANOS, barrier);
    }

    private void collectFailures(Client client, boolean isServerAlive) {
        Throwable thrown = serverFailure;
        if (thrown != null) {
            failures.add("the server failed: " + thrown);
            thrown.printStackTrace(out);
        }
        if (isServerAlive) {
            failures.add("the server did not close within " + CLOSE_LIMIT_MILLIS + " ms");
        }
        if (client.failureCount() > 0) {
            failures.add(client.failureCount() + " of " + connections + " connections failed:");
            failures.addAll(client.failures());
        }
    }

    private void report(Client client, LoopStats.Snapshot after) {
        new SelfTestReport(out)
                .transport(example, server.transport())
                .traffic(connections, latencyNanos.getTotalCount(), client.measuredNanos())
                .resent(client instanceof DatagramClient datagrams ? datagrams.resent() : -1)
                .loop(before, after, latencyNanos.getTotalCount())
                .latency(latencyNanos)
                .verdict(failures);
    }
}
