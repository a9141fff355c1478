package io.tickwire.simulation;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Supplier;

/**
 * A simulated server that the program can connect to. Belongs to the world's thread. Its backlog is
 * bounded; whoever made it closes it.
 */
public final class PeerListener {
    private final World world;
    private final Network network;
    private final Supplier<? extends PeerHandler> handlers;
    private final Backlog backlog;
    private boolean isPaused;

    PeerListener(
            World world,
            Network network,
            Supplier<? extends PeerHandler> handlers,
            BacklogMaker maker)
            throws IOException {
        this.world = world;
        this.network = network;
        this.handlers = handlers;
        backlog = maker.make(this::accept);
    }

    /** Opens the listening socket. */
    interface BacklogMaker {
        Backlog make(Runnable acceptable) throws IOException;
    }

    /**
     * Where the listener is.
     *
     * @return an {@code InetSocketAddress} with its port, or a {@code UnixDomainSocketAddress}
     */
    public SocketAddress address() {
        return backlog.address();
    }

    /** Accepts no more connections: they fill the backlog, and later ones time out. */
    public void pause() {
        isPaused = true;
    }

    /** Accepts again; what waits, at once. */
    public void resume() {
        isPaused = false;
        accept();
    }

    private void accept() {
        while (!isPaused) {
            StreamEnd end = backlog.accept();
            if (end == null) {
                return;
            }
            new Peer(world, end, handlers.get()).driver().accepted();
        }
    }

    /** Closes the listener: connects are refused, and what was not accepted is reset. */
    public void close() {
        network.closeListener(backlog);
    }

    @Override
    public String toString() {
        return "PeerListener[" + backlog.address() + "]";
    }
}
