package io.tickwire;

import io.netty.channel.IoEventLoop;
import io.tickwire.internal.Nanos;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportReport;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs phases of systems tick by tick and carries their I/O: intents go to the kernel in one batch
 * per phase, completions come back in sequence order.
 *
 * <pre>{@code
 * try (TickLoop loop = TickLoop.builder()
 *         .phase("input", phase -> phase.system(new AcceptSystem(address)))
 *         .phase("output", phase -> phase.system(new BroadcastSystem()))
 *         .build()) {
 *     loop.run(TickRate.hertz(60));
 * }
 * }</pre>
 *
 * <p>Threads: a loop is built unowned and belongs to the (platform) thread of its first {@link
 * #tick}, {@link #beginTick} or {@link #run}. Other threads may call {@link #stop} and {@link
 * #stats} and offer to a {@link Mailbox}, nothing else. Everything is bounded by its {@link
 * BatchConfig}. Whoever builds a loop closes it.
 */
public final class TickLoop implements AutoCloseable {
    private final LoopAccess access;
    private final LoopHome home;
    private final TickClock clock;
    private final LoopStats stats;
    private final ErrorBox errors;
    private final BatchConfig config;
    private final ResourceTable resources;
    private final ResourceOpener opener;
    private final TransportReport report;
    private final Transport transport;
    private final TickEngine engine;
    private final LoopCloser closer;
    private final Pacer pacer;
    private final List<Phase> phases;
    private final Map<String, Lane> lanes;
    private final Mailboxes mailboxes;
    private final SystemLife systems;

    private final Shutdown shutdown;
    private final LaneLoans loans;
    private final SignalHook signals = new SignalHook();

    private volatile boolean isStopRequested;
    private volatile boolean isPauseRequested;

    /** Whether a delivery point or a phase is under way: systems and callbacks may be running. */
    private boolean isInTick;

    private long periodNanos;

    /** The phase that {@link #endPhase} is to end; -1 between ticks. */
    private int openPhase = -1;

    TickLoop(LoopParts parts) {
        access = parts.access;
        home = parts.home;
        clock = new TickClock(parts.clock);
        stats = parts.stats;
        errors = parts.errors;
        config = parts.config;
        resources = parts.resources;
        report = parts.report;
        transport = parts.transport;
        opener = new ResourceOpener(home, transport, resources);
        engine = parts.engine;
        closer = parts.closer;
        shutdown = parts.shutdown;
        pacer = new Pacer(this, parts, clock);
        home.onStop(this::stop);
        phases = parts.phases;
        lanes = parts.lanes;
        loans = new LaneLoans(home, lanes.values());
        mailboxes = parts.mailboxes;
        systems = new SystemLife(this, phases, errors);
    }

    /**
     * Starts a loop's declaration.
     *
     * @return a builder with defaults
     */
    public static TickLoopBuilder builder() {
        return new TickLoopBuilder();
    }

    /**
     * Runs one tick: INTAKE, then every phase in order. Time is read once, at INTAKE.
     *
     * @throws IllegalStateException if the loop is closed, within a tick already, or another
     *     thread's
     * @throws TransportException if the transport failed as a whole; the loop is then over
     */
    public void tick() {
        own();
        beginTick(clock.nowNanos());
        while (openPhase >= 0) {
            endOpenPhase(false);
        }
    }

    /**
     * Runs ticks until the loop was told to {@link #stop} and what is unfinished is done, or until
     * {@link #pause} is called or the thread is interrupted, which leaves the interrupt flag set;
     * an interrupt may be noticed only when the transport's wait ends. An earlier {@code stop} that
     * ended no run, since there was none or it ended by an exception or an interrupt, is for this
     * one; so is an earlier {@code pause}.
     *
     * @param rate when ticks start
     * @throws IllegalStateException if the loop is closed, within a tick, or another thread's
     * @throws TransportException if the transport failed as a whole; the loop is then over
     */
    public void run(TickRate rate) {
        Objects.requireNonNull(rate, "rate");
        own();
        if (openPhase >= 0) {
            throw new IllegalStateException("run() within a tick");
        }
        periodNanos = rate.periodNanos();
        try {
            switch (pacer.run(rate)) { // a request that ended no run is for the next one
                case STOP -> {
                    isStopRequested = false;
                    shutdown.reset();
                }
                case PAUSE -> isPauseRequested = false;
                default -> {}
            }
        } finally {
            periodNanos = 0;
        }
    }

    /**
     * Asks the loop to come to its end: in the next tick systems are told ({@link
     * TickSystem#stopping}), and ticks go on until no operation on a file, no send and no close
     * that was queued is unfinished, or {@link BatchConfig#shutdownLimit} has passed on the tick
     * clock. Then {@link #run} returns, and the program closes the loop. Where nothing is
     * unfinished and no system has a {@code stopping} of its own, {@code run} returns after the
     * tick that it is in. A program that calls {@link #tick} itself asks {@link #isStopped}. From
     * any thread, any number of times.
     */
    public void stop() {
        isStopRequested = true;
        wake();
    }

    /**
     * Ends {@link #run} after the tick that it is in, and nothing else: another {@code run} goes on
     * from there. From any thread.
     */
    public void pause() {
        isPauseRequested = true;
        wake();
    }

    private void wake() {
        mailboxes.wake();
        LockSupport.unpark(access.owner());
    }

    /**
     * Whether the loop was told to {@link #stop} and needs no further tick: for programs that call
     * {@link #tick} themselves, between ticks.
     *
     * @return true if nothing is unfinished any more, or the limit has passed
     * @throws IllegalStateException if the loop is closed, or another thread's
     */
    public boolean isStopped() {
        home.checkAccess();
        return isStopRequested && shutdown.isOver(clock.nowNanos());
    }

    /**
     * Has the end of the process (SIGTERM, SIGINT) {@link #stop} the loop, and wait until it is
     * closed, at most as long as its {@link BatchConfig#shutdownLimit} and {@link
     * BatchConfig#linger} and 5 seconds together, by the system's clock. Then the loop's thread has
     * a second to end by itself; after that the process is gone. A loop that is closed by itself is
     * no longer waited for. {@code System.exit} does the same, but on the loop's own thread, where
     * it waits in vain for that time. From any thread, any number of times.
     *
     * @throws IllegalStateException if the process is ending already
     */
    public void stopOnSignals() {
        long drainNanos = Nanos.sum(Nanos.of(config.linger()), LoopCloser.CANCEL_LIMIT_NANOS);
        long limitNanos = Nanos.sum(Nanos.of(config.shutdownLimit()), drainNanos);
        signals.register(this::stop, access::owner, limitNanos);
    }

    /**
     * Starts a tick by hand: delivers at INTAKE. The program then fills the lanes of each phase and
     * calls {@link #endPhase} for it, in order; the last one ends the tick. Other threads may fill
     * lanes too, see {@link Lane#use}.
     *
     * @throws IllegalStateException if the loop is closed, within a tick already, or another
     *     thread's
     */
    public void beginTick() {
        own();
        beginTick(clock.nowNanos());
        loans.lend(true);
    }

    /**
     * Ends a phase by hand: runs its systems, if it has any, seals its lanes, submits the batch and
     * delivers its prompt completions. What its lanes' inboxes showed is gone.
     *
     * @param name the phase whose turn it is
     * @throws IllegalStateException if it is not that phase's turn, or a thread {@linkplain
     *     Lane#use uses} a lane
     */
    public void endPhase(String name) {
        Objects.requireNonNull(name, "name");
        own();
        if (openPhase < 0) {
            throw new IllegalStateException("endPhase(\"" + name + "\") without beginTick()");
        }
        String expected = phases.get(openPhase).name();
        if (!expected.equals(name)) {
            throw new IllegalStateException(
                    "endPhase(\"" + name + "\"), but it is the turn of \"" + expected + "\"");
        }
        loans.takeBack("endPhase()");
        endOpenPhase(false);
        loans.lend(openPhase >= 0);
    }

    /**
     * A lane by its name.
     *
     * @param name the name it was declared with, or its system's
     * @return the lane
     * @throws IllegalArgumentException if there is none of that name
     */
    public Lane lane(String name) {
        Lane lane = lanes.get(Objects.requireNonNull(name, "name"));
        if (lane == null) {
            throw new IllegalArgumentException("no lane \"" + name + "\" among " + lanes.keySet());
        }
        return lane;
    }

    /**
     * Opens a listener. Before the first tick on any one thread, then on the loop's.
     *
     * <p>{@code 0.0.0.0} takes IPv4 and nothing else; {@code ::} takes IPv6, and IPv4 too unless
     * {@link SocketOptions#v6Only} is set. {@code new InetSocketAddress(port)} is the first of
     * them, or the second if the JVM runs with {@code -Djava.net.preferIPv6Addresses=true}; so a
     * program that wants both families names {@code ::}. The file of a Unix socket goes with its
     * listener. One that a process left behind when it was killed is in the way of the next: the
     * message then says that it is stale, and the program, or whoever runs it, deletes it.
     *
     * @param address an {@code InetSocketAddress} (port 0 lets the system choose) or a {@code
     *     UnixDomainSocketAddress}, of which 100 bytes fit on any platform
     * @param options options of the listener and of the streams that it accepts
     * @return the listener
     * @throws UncheckedIOException with the address and the reason
     * @throws IllegalStateException if the loop is closed, or another thread's, or all resources
     *     are open
     */
    public IoListener listen(SocketAddress address, SocketOptions options) {
        home.checkAccess();
        return opener.listen(address, options);
    }

    /**
     * Opens a datagram socket. Before the first tick on any one thread, then on the loop's.
     *
     * @param address as for {@link #listen}
     * @param options the socket's options: buffer sizes, reuse, v6Only
     * @return the socket
     * @throws UncheckedIOException with the address and the reason
     * @throws IllegalStateException as for {@link #listen}
     */
    public IoDatagram bind(SocketAddress address, SocketOptions options) {
        home.checkAccess();
        return opener.bind(address, options);
    }

    /**
     * Makes a mailbox, by which other threads reach the loop. Before the first tick on any one
     * thread, then on the loop's.
     *
     * @param <T> the type of the messages
     * @param codec turns messages into bytes and back
     * @param capacity the most messages that it holds, 1 to 1048576
     * @return the mailbox; closed with the loop
     * @throws IllegalStateException as for {@link #listen}, or if there are 1024 mailboxes
     */
    public <T> Mailbox<T> mailbox(MessageCodec<T> codec, int capacity) {
        return mailbox(null, codec, capacity);
    }

    /** Makes a mailbox for the system of a lane. */
    <T> Mailbox<T> mailbox(@Nullable Lane lane, MessageCodec<T> codec, int capacity) {
        home.checkAccess();
        return mailboxes.make(home, lane, codec, capacity);
    }

    /**
     * An open resource by its id.
     *
     * @param id what {@link IoResource#id()} answered
     * @return the resource, or empty if it was closed or never was
     */
    public Optional<IoResource> resource(long id) {
        home.checkAccess();
        return Optional.ofNullable(resources.find(id));
    }

    /**
     * The sizes and policies that the loop was built with.
     *
     * @return the configuration
     */
    public BatchConfig config() {
        return config;
    }

    /**
     * Which transport the loop runs on, and why.
     *
     * @return the report of its choice
     */
    public TransportReport transport() {
        return report;
    }

    /**
     * What that transport does by itself, and what is done for it.
     *
     * @return the statement
     */
    public Capabilities capabilities() {
        return transport.capabilities();
    }

    /**
     * Netty's event loop, for what else runs on the loop's thread.
     *
     * @return the event loop, or empty where the transport has none
     */
    public Optional<IoEventLoop> eventLoop() {
        return transport.eventLoop();
    }

    /**
     * What the loop has counted. From any thread.
     *
     * @return the counters
     */
    public LoopStats stats() {
        return stats;
    }

    /** Closes the loop; sends get {@link BatchConfig#linger()} to go out. */
    @Override
    public void close() {
        close(config.linger());
    }

    /**
     * Closes the loop: accepts no more, ends receives and timers with ECANCELED, lets sends and
     * file work go on for a while, then ends everything. Callbacks and result slots get their last
     * completions; no descriptor, buffer or thread is left. Idempotent.
     *
     * @param drain how long sends may take, not negative
     * @throws IllegalStateException within a tick, or on a thread other than the loop's
     */
    public void close(Duration drain) {
        if (drain.isNegative()) {
            throw new IllegalArgumentException("drain: " + drain);
        }
        if (!access.isOpen()) {
            return;
        }
        access.checkThread();
        if (isInTick) {
            throw new IllegalStateException("close() within a system or callback; use stop()");
        }
        loans.takeBack("close()");
        access.closing();
        mailboxes.refuse();
        boolean isInterrupted = Thread.interrupted();
        isInTick = true;
        try {
            closer.close(access.owner() != null, Nanos.of(drain));
        } finally {
            tearDown();
            access.closed();
            isInTick = false;
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
        errors.rethrow();
    }

    SystemLife systems() {
        return systems;
    }

    boolean isStopRequested() {
        return isStopRequested;
    }

    boolean isPauseRequested() {
        return isPauseRequested;
    }

    /** Waits in the transport, for the pacer. */
    void await(long waitNanos) {
        isInTick = true;
        try {
            engine.await(waitNanos);
        } catch (RuntimeException e) {
            throw failed(e);
        } finally {
            isInTick = false;
        }
    }

    /** Checks the thread, or makes the calling one the owner. */
    private void own() {
        home.checkAccess();
        if (isInTick) {
            throw new IllegalStateException("a tick within a tick");
        }
        if (access.owner() == null) {
            LoopAccess.checkCanOwn();
            transport.start();
            access.own();
        }
    }

    private void beginTick(long timeNanos) {
        if (openPhase >= 0) {
            throw new IllegalStateException(
                    "beginTick() before phase \"" + phases.get(openPhase).name() + "\" was ended");
        }
        clock.beginTick(timeNanos);
        home.tickBegan();
        shutdown.tickBegan(isStopRequested, timeNanos);
        openPhase = 0;
        isInTick = true;
        try {
            engine.intake(clock.number(), timeNanos);
        } catch (RuntimeException e) {
            throw failed(e);
        } catch (Error e) {
            endTickEarly();
            throw e;
        } finally {
            isInTick = false;
        }
        rethrowErrors();
    }

    private void endOpenPhase(boolean isWaitNext) {
        Phase phase = phases.get(openPhase);
        boolean isLast = openPhase == phases.size() - 1;
        openPhase = isLast ? -1 : openPhase + 1;
        isInTick = true;
        try {
            engine.runAndSeal(phase);
            engine.submitAndDeliver(
                    phase.waitPolicy().budgetNanos(periodNanos), isLast && isWaitNext);
            if (isLast) {
                engine.tickEnded(clock.number());
            }
        } catch (RuntimeException e) {
            throw failed(e);
        } catch (Error e) {
            endTickEarly();
            throw e;
        } finally {
            isInTick = false;
        }
        rethrowErrors();
    }

    private void rethrowErrors() {
        if (errors.isStopping()) {
            openPhase = -1;
            errors.rethrow();
        }
    }

    /** After an error of the virtual machine's: what was not submitted is at the next tick. */
    private void endTickEarly() {
        openPhase = -1;
        engine.endPhaseEarly();
    }

    private TransportException failed(RuntimeException cause) {
        access.failed();
        openPhase = -1;
        mailboxes.refuse();
        try {
            closer.fail();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
        tearDown();
        return new TransportException(
                "the transport " + report.chosen() + " failed: " + cause, cause);
    }

    private void tearDown() {
        systems.tearDown();
        mailboxes.close();
        signals.closed();
    }

    /** Runs one tick at a time that the pacer chose. */
    void tickAt(long timeNanos, boolean isWaitNext) {
        beginTick(timeNanos);
        while (openPhase >= 0) {
            endOpenPhase(isWaitNext);
        }
    }
}
