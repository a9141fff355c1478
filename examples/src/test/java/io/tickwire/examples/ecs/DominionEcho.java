package io.tickwire.examples.ecs;

import dev.dominion.ecs.api.Dominion;
import dev.dominion.ecs.api.Entity;
import dev.dominion.ecs.api.Scheduler;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoOpType;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.Lane;
import io.tickwire.SocketOptions;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Function;

/**
 * An echo server on Dominion: its scheduler runs the systems, on its own threads, and each system
 * has a lane. The program's thread owns the loop and drives its ticks.
 */
final class DominionEcho implements AutoCloseable {
    private static final BufferGroup GROUP = new BufferGroup(1, 2048, 64);

    private final Dominion world = Dominion.create();
    private final Scheduler scheduler = world.createScheduler();
    private final TickLoop loop;
    private final Lane door;
    private final Lane echo;
    private final IoListener listener;
    private boolean isOpen;

    DominionEcho(Function<TickLoopBuilder, TickLoop> build) {
        loop =
                build.apply(
                        TickLoop.builder()
                                .config(BatchConfig.builder().bufferGroup(GROUP).build())
                                .phase("world", phase -> phase.lane("door").lane("echo")));
        door = loop.lane("door");
        echo = loop.lane("echo");
        listener =
                loop.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        SocketOptions.DEFAULT);
        scheduler.parallelSchedule(this::admit, this::echo);
    }

    SocketAddress address() {
        return listener.localAddress();
    }

    /** INTAKE, the scheduler's systems, and the end of the phase. */
    void tick() {
        loop.beginTick();
        scheduler.tick();
        loop.endPhase("world");
    }

    int clients() {
        return (int) world.findEntitiesWith(Client.class).stream().count();
    }

    /** A system: makes an entity of each connection. */
    private void admit() {
        try (Lane.Use mine = door.use()) {
            if (!isOpen) {
                isOpen = mine.intents().queue(mine.request().accept(listener).multishot());
            }
            for (IoCompletion accept : mine.completions()) {
                if (accept.isOk()) {
                    Client client = new Client();
                    client.stream = accept.stream();
                    Entity entity = world.createEntity(client);
                    accept.stream().attach(entity);
                }
                isOpen &= !accept.isLast();
            }
        }
    }

    /** A system: sends back what comes. */
    private void echo() {
        try (Lane.Use mine = echo.use()) {
            for (IoCompletion completion : mine.completions()) {
                answer(mine, completion);
            }
            world.findEntitiesWith(Client.class).forEach(found -> hear(mine, found.comp()));
        }
    }

    private void answer(Lane.Use mine, IoCompletion completion) {
        IoStream stream = completion.stream();
        if (completion.operation() != IoOpType.RECV) {
            return; // of a CLOSE, or of a send that failed: the receive ends too
        }
        if (completion.result() > 0) {
            IoRequest send = mine.request().send(stream, completion.buffer().retain());
            boolean unused = mine.intents().queueOrRelease(send.errorsOnly());
        } else if (stream.attachment() instanceof Entity entity) {
            stream.attach(null);
            world.deleteEntity(entity);
            boolean unused = mine.intents().queue(mine.request().close(stream));
        }
    }

    private static void hear(Lane.Use mine, Client client) {
        IoStream stream = client.stream;
        if (stream != null && !client.isHeard) {
            IoRequest receive = mine.request().recv(stream).fromGroup(GROUP.id()).multishot();
            client.isHeard = mine.intents().queue(receive);
        }
    }

    @Override
    public void close() {
        scheduler.shutDown();
        loop.close();
        world.close();
    }
}
