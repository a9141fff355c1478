package io.tickwire.benchmarks.skirmish;

import io.tickwire.examples.skirmish.SkirmishLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The process of one arm: {@code SkirmishServer NAME SAVE} prints "port N", serves on 127.0.0.1 and
 * keeps the world in the file SAVE, until SIGTERM, until its standard input ends, or for 15
 * minutes; then it says goodbye, saves, and prints who had left for what reason.
 */
public final class SkirmishServer {
    private static final long LIFE_MINUTES = 15;

    /** A server that was started. */
    interface Running {
        int port();

        /** Serves until {@link #stop}. */
        void run();

        /** Ends {@link #run}; from any thread. */
        void stop();

        /** How many left for which reason. */
        String facts();
    }

    private SkirmishServer() {}

    /**
     * Runs a server.
     *
     * @param arguments the name of an arm, and the file of the world
     * @throws IOException if the world cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("two arguments: the name of the arm, the save");
        }
        Running server = start(arguments[0], SkirmishLimits.defaults(), Path.of(arguments[1]));
        ScheduledExecutorService watchers =
                Executors.newScheduledThreadPool(2, SkirmishServer::daemon);
        watchers.execute(() -> stopAtEndOfInput(server));
        var unused = watchers.schedule(server::stop, LIFE_MINUTES, TimeUnit.MINUTES);
        System.out.println("port " + server.port());
        server.run();
        if (Boolean.getBoolean("tickwire.benchmarks.facts")) {
            System.err.println(server.facts());
        }
    }

    /** Starts the server of an arm, on a free port. */
    static Running start(String arm, SkirmishLimits limits, Path save) throws IOException {
        return switch (arm) {
            case "tickwire-io_uring" -> new TickwireSkirmish("io_uring", limits, save);
            case "tickwire-epoll" -> new TickwireSkirmish("epoll", limits, save);
            case "tickwire-nio" -> new TickwireSkirmish("nio", limits, save);
            case "netty-io_uring" -> new NettySkirmish(NettyTransport.ioUring(), limits, save);
            case "netty-epoll" -> new NettySkirmish(NettyTransport.epoll(), limits, save);
            case "netty-nio" -> new NettySkirmish(NettyTransport.nio(), limits, save);
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
