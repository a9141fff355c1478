package io.tickwire.examples.server;

import io.tickwire.BatchConfig;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server that runs on a thread of its own until it is closed. */
final class ServerThread implements AutoCloseable {
    private static final long LIMIT_SECONDS = 20;

    private final ExampleServer server;
    private final Thread thread;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private ServerThread(ExampleServer server) {
        this.server = server;
        thread = new Thread(this::serve, "server");
        thread.start();
    }

    static ServerThread start(String transport, StreamSystem service, BatchConfig config) {
        ServerOptions options =
                ServerOptions.parse(List.of("--port", "0", "--transport", transport));
        return new ServerThread(ExampleServer.open(options, service, config));
    }

    static ServerThread start(String transport, StreamSystem service) {
        return start(transport, service, BatchConfig.DEFAULT);
    }

    SocketAddress address() {
        return server.address();
    }

    ExampleServer server() {
        return server;
    }

    long threadId() {
        return thread.getId();
    }

    /** Stops the server and throws what it threw. */
    @Override
    public void close() {
        server.stop();
        end.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }

    private void serve() {
        try (server) {
            server.run();
        } catch (Throwable e) {
            end.completeExceptionally(e);
        }
        end.complete(null);
    }
}
