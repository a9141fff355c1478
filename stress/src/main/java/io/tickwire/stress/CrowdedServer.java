package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.stress.harness.Leftovers;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * A program of its own, to be run with few descriptors: answers each connection's word and keeps it
 * open until the peer closes it. Under EMFILE it rests for a moment and accepts again. Ends when
 * its input does.
 */
final class CrowdedServer {
    static final int WORD = Integer.BYTES;
    static final String LISTENING = "port ";
    static final String EXHAUSTED = "exhausted";
    static final String SERVED = "served ";

    private static final Duration REST = Duration.ofMillis(5);
    private static final Duration IDLE_MAX = Duration.ofSeconds(1);
    private static final int BACKLOG = 4_096;

    private final TickLoop loop;
    private final IoListener listener;
    private int served;
    private int exhausted;

    private CrowdedServer(String transport) {
        loop =
                TickLoop.builder()
                        .transport(transport)
                        .config(BatchConfig.builder().laneInFlight(4_096).build())
                        .phase("serve", phase -> phase.system(this::run))
                        .build();
        SocketOptions options = SocketOptions.DEFAULT.withBacklog(BACKLOG);
        listener = loop.listen(Loopback.anyPort(), options);
    }

    /**
     * Runs until the input ends; exits with 1 if anything is left behind then.
     *
     * @param arguments the transport's name
     */
    public static void main(String[] arguments) {
        Leftovers.install();
        loadAll();
        warmUp(arguments[0]);
        try (Leftovers leftovers = Leftovers.watch()) {
            CrowdedServer server = new CrowdedServer(arguments[0]);
            server.serve();
            leftovers.assertNone();
            System.out.println(
                    SERVED
                            + server.served
                            + ", without a descriptor "
                            + server.exhausted
                            + " times");
        } catch (AssertionError e) {
            System.out.println(e);
            System.exit(1);
        }
    }

    /**
     * A class in a folder takes a descriptor to be loaded, and later there may be none; jars are
     * open already.
     */
    private static void loadAll() {
        String separator = System.getProperty("path.separator");
        for (String entry : System.getProperty("java.class.path").split(separator, -1)) {
            Path folder = Path.of(entry);
            if (Files.isDirectory(folder)) {
                loadAll(folder);
            }
        }
    }

    private static void loadAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.map(file -> folder.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .forEach(name -> load(name.replace(File.separatorChar, '.')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, CrowdedServer.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // One that needs what is not there is not needed either.
        }
    }

    /** Opens what the Java runtime opens once. */
    private static void warmUp(String transport) {
        CrowdedServer server = new CrowdedServer(transport);
        try (server.loop;
                Peer peer = Peer.connect(server.listener.localAddress())) {
            peer.send(new byte[WORD]);
            while (server.served == 0) {
                server.loop.tick();
            }
        }
    }

    private void serve() {
        Thread input = new Thread(this::awaitEndOfInput, "input");
        input.setDaemon(true);
        input.start();
        try (loop) {
            System.out.println(LISTENING + ((InetSocketAddress) listener.localAddress()).getPort());
            loop.run(TickRate.whenReady(IDLE_MAX));
        }
    }

    private void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            loop.stop();
        }
    }

    private void run(TickContext tick) {
        if (tick.number() == 0) {
            accept(tick);
        }
    }

    private void accept(TickContext tick) {
        tick.intents()
                .queue(tick.request().accept(listener).multishot().onComplete(this::accepted));
    }

    private void accepted(IoCompletion done, TickContext tick) {
        if (done.isOk()) {
            ByteBuf word = UnpooledByteBufAllocator.DEFAULT.directBuffer(WORD, WORD);
            receive(done.stream(), word, tick);
        } else if (done.status() == IoStatus.EMFILE) {
            exhausted++;
            if (exhausted == 1) {
                System.out.println(EXHAUSTED);
            }
        } else if (done.status() != IoStatus.ECANCELED) {
            throw new AssertionError("an accept ended: " + done);
        }
        if (done.isLast() && done.status() == IoStatus.EMFILE) {
            tick.intents()
                    .queue(tick.request().timeout(REST).onComplete((over, next) -> accept(next)));
        }
    }

    private void receive(IoStream stream, ByteBuf word, TickContext tick) {
        boolean isQueued =
                tick.intents()
                        .queue(
                                tick.request()
                                        .recv(stream, word, WORD - word.readableBytes())
                                        .onComplete((done, next) -> received(done, word, next)));
        if (!isQueued) {
            // The loop is closing.
            word.release();
        }
    }

    private void received(IoCompletion done, ByteBuf word, TickContext tick) {
        IoStream stream = done.stream();
        if (done.result() <= 0) {
            word.release();
            tick.intents().queue(tick.request().close(stream));
        } else if (word.readableBytes() < WORD) {
            receive(stream, word, tick);
        } else if (!tick.intents()
                .queue(
                        tick.request()
                                .send(stream, word.retain())
                                .onComplete((sent, next) -> answered(sent, word, next)))) {
            word.release(2);
        }
    }

    private void answered(IoCompletion done, ByteBuf word, TickContext tick) {
        served++;
        receive(done.stream(), word.clear(), tick);
    }
}
