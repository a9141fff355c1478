package io.tickwire.benchmarks.echo;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The process of one arm: {@code EchoServer NAME} prints "port N" and serves on 127.0.0.1 until its
 * standard input ends, or for 15 minutes.
 */
public final class EchoServer {
    private static final long LIFE_MINUTES = 15;

    /** A server that was started. */
    interface Running {
        int port();

        /** Serves until {@link #stop}. */
        void run();

        /** Ends {@link #run}; from any thread. */
        void stop();

        /** What it counted, for the curious; may be empty. */
        String facts();
    }

    private EchoServer() {}

    /**
     * Runs a server.
     *
     * @param arguments the name of an arm
     */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("one argument: the name of the arm");
        }
        Running server = start(arguments[0]);
        ScheduledExecutorService watchers = Executors.newScheduledThreadPool(2, EchoServer::daemon);
        watchers.execute(() -> stopAtEndOfInput(server));
        var unused = watchers.schedule(server::stop, LIFE_MINUTES, TimeUnit.MINUTES);
        System.out.println("port " + server.port());
        server.run();
        if (Boolean.getBoolean("tickwire.benchmarks.facts")) {
            System.err.println(server.facts());
        }
    }

    private static Running start(String arm) {
        return switch (arm) {
            case "tickwire-io_uring" -> new TickwireEcho("io_uring");
            case "tickwire-nio" -> new TickwireEcho("nio");
            case "netty-io_uring" -> NettyEcho.ioUring();
            case "netty-io_uring-ring" -> NettyEcho.ioUringBufferRing();
            case "netty-epoll" -> NettyEcho.epoll();
            case "netty-nio" -> NettyEcho.nio();
            default -> throw new IllegalArgumentException("no arm is called " + arm);
        };
    }

    private static void stopAtEndOfInput(Running server) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("standard input: " + e.getMessage());
        }
        server.stop();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "watcher");
        thread.setDaemon(true);
        return thread;
    }
}
