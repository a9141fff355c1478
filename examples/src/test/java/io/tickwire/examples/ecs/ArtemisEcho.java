package io.tickwire.examples.ecs;

import com.artemis.Aspect;
import com.artemis.BaseSystem;
import com.artemis.ComponentMapper;
import com.artemis.World;
import com.artemis.WorldConfigurationBuilder;
import com.artemis.systems.IteratingSystem;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoOpType;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An echo server on Artemis-odb: a world runs its systems one after the other on the thread that
 * calls {@code process}, so the world as a whole is one system of the loop's, and what its systems
 * queue is sealed in their order.
 */
final class ArtemisEcho implements TickSystem {
    static final BufferGroup GROUP = new BufferGroup(1, 2048, 64);

    private final Door door = new Door();
    private final Network network = new Network();
    private final World world =
            new World(
                    new WorldConfigurationBuilder()
                            .with(door, network, new Hearing())
                            .build()
                            .register(this));

    private @Nullable IoListener listener;
    private @Nullable TickContext tick;

    @Override
    public void setUp(SystemSetup setup) {
        listener = setup.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    public void run(TickContext now) {
        tick = now;
        world.process();
    }

    @Override
    public void tearDown() {
        world.dispose();
    }

    SocketAddress address() {
        return listener().localAddress();
    }

    int clients() {
        return world.getAspectSubscriptionManager()
                .get(Aspect.all(Client.class))
                .getEntities()
                .size();
    }

    private IoListener listener() {
        IoListener open = listener;
        if (open == null) {
            throw new IllegalStateException("not set up yet");
        }
        return open;
    }

    private TickContext tick() {
        TickContext now = tick;
        if (now == null) {
            throw new IllegalStateException("not within a tick");
        }
        return now;
    }

    /** Has connections come in. */
    private final class Door extends BaseSystem {
        private boolean isOpen;

        @Override
        protected void processSystem() {
            TickContext now = tick();
            if (!isOpen) {
                isOpen = now.intents().queue(now.request().accept(listener()).multishot());
            }
        }
    }

    /** Makes an entity of each connection, and sends back what comes. */
    private final class Network extends BaseSystem {
        private ComponentMapper<Client> clients;

        @Override
        protected void processSystem() {
            for (IoCompletion completion : tick().completions()) {
                if (completion.operation() == IoOpType.ACCEPT) {
                    admit(completion);
                } else if (completion.operation() == IoOpType.RECV) {
                    answer(completion);
                }
            }
        }

        private void admit(IoCompletion accept) {
            door.isOpen = !accept.isLast();
            if (accept.isOk()) {
                int entity = world.create();
                clients.create(entity).stream = accept.stream();
                accept.stream().attach(entity);
            }
        }

        private void answer(IoCompletion receive) {
            IoStream stream = receive.stream();
            TickContext now = tick();
            if (!(stream.attachment() instanceof Integer entity)) {
                return; // has left
            }
            if (receive.result() > 0) {
                clients.get(entity).echoes++;
                IoRequest send = now.request().send(stream, receive.buffer().retain());
                boolean unused = now.intents().queueOrRelease(send.errorsOnly());
            } else {
                stream.attach(null);
                world.delete(entity);
                boolean unused = now.intents().queue(now.request().close(stream));
            }
        }
    }

    /** Receives from whoever is new. */
    private final class Hearing extends IteratingSystem {
        private ComponentMapper<Client> clients;

        Hearing() {
            super(Aspect.all(Client.class));
        }

        @Override
        protected void process(int entity) {
            Client client = clients.get(entity);
            IoStream stream = client.stream;
            if (stream != null && !client.isHeard) {
                IoRequest receive = tick().request().recv(stream).fromGroup(GROUP.id());
                client.isHeard = tick().intents().queue(receive.multishot());
            }
        }
    }
}
