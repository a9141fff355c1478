package io.tickwire.simulation;

import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.TickRate;
import io.tickwire.spi.TransportProvider;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A seeded world to test a program in. Its network, files, peers and faults all hang on one virtual
 * clock and one seed: the same program in a world of the same seed sees the same, bit for bit.
 *
 * <p>A world belongs to one thread, which is also the loops': peers are callbacks, and time passes
 * only while a loop sleeps or waits, or in {@link #advance}. It has no threads, takes nothing from
 * the machine and need not be closed; the loops built in it are closed by whoever built them. What
 * is under way is bounded by the buffers of the sockets.
 *
 * <pre>{@code
 * World world = World.builder().seed(42).faults(FaultRates.all(0.001)).build();
 * try (TickLoop loop = world.build(TickLoop.builder().phase("game", phase -> phase.system(game)))) {
 *     world.peer(game.address(), new Player());
 *     world.run(loop, TickRate.hertz(20), Duration.ofMinutes(10));
 * }
 * }</pre>
 */
public final class World {
    private final long seed;
    private final WorldParts parts;
    private final VirtualTime time;
    private final Peers peers;

    World(WorldBuilder builder) {
        seed = builder.seed;
        parts = new WorldParts(builder);
        time = parts.time();
        peers = new Peers(this, parts.network());
    }

    /**
     * Starts a world's declaration.
     *
     * @return a builder with defaults: seed 0, no faults
     */
    public static WorldBuilder builder() {
        return new WorldBuilder();
    }

    /** Code that may throw anything. */
    @FunctionalInterface
    public interface Body {
        /**
         * Does what is to be done.
         *
         * @throws Exception for any reason
         */
        void run() throws Exception;
    }

    /**
     * Builds a loop in this world. Several may be built; all belong to the world's thread.
     *
     * @param loop a declaration; its transport and clock are set here, and {@link Checkers} watch
     *     it besides observers of its own
     * @return the loop; close it
     */
    public TickLoop build(TickLoopBuilder loop) {
        return parts.build(loop);
    }

    /**
     * This world as a transport, for a loop that has a clock of its own; for any other, {@link
     * #build} is less work. No {@link Checkers} watch such a loop, and time passes in the world
     * while the loop waits in the transport, and in {@link #advance}.
     *
     * @return for one loop, on the world's thread
     */
    public TransportProvider transport() {
        return parts.transport(StreamTap.NONE);
    }

    /**
     * Runs a loop for a while; what fails comes out as a {@link WorldFailure}.
     *
     * @param loop a loop of this world
     * @param rate when its ticks start
     * @param duration how much virtual time passes
     */
    public void run(TickLoop loop, TickRate rate, Duration duration) {
        Stop stop = new Stop(loop);
        after(duration, stop);
        check(
                () -> {
                    try {
                        loop.run(rate);
                    } finally {
                        stop.isOver = true;
                    }
                });
    }

    /** Stops a run, unless it has ended by itself: then it is not to stop the next one. */
    private static final class Stop implements Runnable {
        private final TickLoop loop;
        private boolean isOver;

        Stop(TickLoop loop) {
            this.loop = loop;
        }

        @Override
        public void run() {
            if (!isOver) {
                loop.pause();
            }
        }
    }

    /**
     * Does something, then checks whether a loop of this world has broken a promise (see {@link
     * Checkers}), and names the world in what is thrown.
     *
     * @param body what to do
     * @throws WorldFailure with the seed and the fault counts, if the body throws anything
     */
    public void check(Body body) {
        try {
            body.run();
            parts.verify();
        } catch (WorldFailure named) {
            throw named;
        } catch (Throwable failure) {
            throw new WorldFailure(this, failure);
        }
    }

    /**
     * Lets time pass, and all that is due in it happen. For programs that call {@link
     * TickLoop#tick} themselves.
     *
     * @param duration how much, not negative
     * @throws IllegalStateException within a callback of the world
     */
    public void advance(Duration duration) {
        time.advance(nanos(duration));
    }

    /**
     * The files of the program's machine.
     *
     * @return the same object at each call
     */
    public WorldFiles files() {
        return parts.files();
    }

    /**
     * How much time has passed in the world.
     *
     * @return the time since its beginning
     */
    public Duration now() {
        return Duration.ofNanos(time.nanoTime());
    }

    /**
     * Has something done later.
     *
     * @param delay how much later, not negative
     * @param action what to do, as a peer would: see {@link PeerHandler}
     */
    public void after(Duration delay, Runnable action) {
        time.after(nanos(delay), Objects.requireNonNull(action, "action"));
    }

    private static long nanos(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("negative: " + duration);
        }
        return duration.toNanos();
    }

    /**
     * Makes a peer on a machine of its own, and starts to connect it.
     *
     * @param target the program's address, or a {@link PeerListener}'s
     * @param handler what the peer does
     * @return the peer
     * @throws UncheckedIOException if the address is not resolved
     */
    public Peer peer(SocketAddress target, PeerHandler handler) {
        return peers.connect(peers.machineFor(target), target, handler);
    }

    /**
     * Makes a peer on a machine that it shares with others, and starts to connect it.
     *
     * @param machine the peer's address; ignored for a Unix socket
     * @param target the program's address, or a {@link PeerListener}'s
     * @param handler what the peer does
     * @return the peer
     * @throws UncheckedIOException if the address is not resolved
     */
    public Peer peer(InetAddress machine, SocketAddress target, PeerHandler handler) {
        return peers.connect(machine, target, handler);
    }

    /**
     * Opens a simulated server on a machine of its own, unless the address names one.
     *
     * @param address where; the unspecified address stands for a machine of its own, port 0 for any
     *     that is free
     * @param handlers makes the handler of each connection
     * @return the listener
     * @throws UncheckedIOException if the address is in use
     */
    public PeerListener listener(SocketAddress address, Supplier<? extends PeerHandler> handlers) {
        return peers.listen(address, handlers);
    }

    /**
     * Binds a simulated peer's datagram socket.
     *
     * @param address as for {@link #listener}
     * @param handler what the peer does about datagrams
     * @return the socket
     * @throws UncheckedIOException if the address is in use
     */
    public DatagramPeer datagramPeer(InetSocketAddress address, DatagramHandler handler) {
        return peers.bind(address, handler);
    }

    /**
     * Cuts a machine off: what is sent to it or from it waits, datagrams are lost, and connects
     * time out, until {@link #heal}.
     *
     * @param machine a peer's address, or one of the program's
     */
    public void partition(InetAddress machine) {
        parts.network().partition(machine);
    }

    /**
     * Cuts a peer's machine off, as the other does.
     *
     * @param peer not one of a Unix socket
     */
    public void partition(Peer peer) {
        partition(Peers.machineOf(peer));
    }

    /**
     * Ends a partition: what waited goes on.
     *
     * @param machine as for {@link #partition(InetAddress)}
     */
    public void heal(InetAddress machine) {
        parts.network().heal(machine);
    }

    /**
     * Ends a partition, as the other does.
     *
     * @param peer not one of a Unix socket
     */
    public void heal(Peer peer) {
        heal(Peers.machineOf(peer));
    }

    /**
     * Stops the program's machine, as a power cut does: connections are reset, addresses are free
     * again, and files keep what was synced and, by the seed, some of what was not. Every loop of
     * this world is over: its next tick throws {@link io.tickwire.TransportException}. Close it and
     * build another in the same world.
     */
    public void crash() {
        parts.crash();
    }

    /**
     * Changes how often faults strike from now on.
     *
     * @param rates the new rates
     */
    public void faults(FaultRates rates) {
        parts.rates(rates);
    }

    /**
     * How often each fault has struck.
     *
     * @return those that have, in the order of their declaration
     */
    public Map<Fault, Long> faultCounts() {
        return parts.faultCounts();
    }

    /**
     * What all chance in the world comes from.
     *
     * @return the seed
     */
    public long seed() {
        return seed;
    }

    /**
     * Chance for peers and tests, by the seed.
     *
     * @return the same source at each call
     */
    public RandomGenerator random() {
        return parts.peerRandom();
    }

    /**
     * Whether sockets report changes (epoll(7)) or states (select(2)).
     *
     * @return true for changes
     */
    public boolean isEdgeTriggered() {
        return parts.isEdgeTriggered();
    }

    VirtualTime time() {
        return time;
    }

    Peers peers() {
        return peers;
    }

    /**
     * The world as it is named in failures.
     *
     * @return the seed, the time and the fault counts
     */
    @Override
    public String toString() {
        return "World[seed=" + seed + ", time=" + now() + ", faults=" + faultCounts() + "]";
    }
}
