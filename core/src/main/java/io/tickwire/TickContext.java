package io.tickwire;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What a system or a callback sees of the tick. One object per lane, valid on the thread that runs
 * its system.
 */
public final class TickContext {
    private final Lane lane;
    private final TickRandom random;
    private long number;
    private long timeNanos;

    /** The number of the loop's shutdown, 0 before it, and of the one that the system knows of. */
    private int shutdown;

    private int toldShutdown;

    TickContext(Lane lane, long seed) {
        this.lane = lane;
        random = new TickRandom(seed, lane.id());
    }

    /**
     * The completions that came since the system last ran.
     *
     * @return the lane's inbox; of a callback's tick, always empty
     */
    public IoInbox completions() {
        return lane.completions();
    }

    /**
     * Where to queue intents.
     *
     * @return the lane's queue
     */
    public IoIntentQueue intents() {
        return lane.intents();
    }

    /**
     * A request that is free for use, and the caller's until it was {@linkplain IoIntentQueue#queue
     * queued}, or until the phase's end if it names no operation by then. One that {@code queue}
     * refused is still the caller's, to be queued later; one that is dropped instead is replaced.
     * Nothing is allocated as long as no more than four are at hand.
     *
     * @return one of the lane's reusable requests, which names no operation
     */
    public IoRequest request() {
        return lane.request();
    }

    /**
     * The lane's output to a stream, for many small packets; of a callback's tick, that of all
     * callbacks.
     *
     * @param stream a stream of the loop
     * @return the output, the same at each call
     * @throws IllegalArgumentException for a stream of another loop
     */
    public IoOutput output(IoStream stream) {
        return lane.output(stream);
    }

    /**
     * Writes one packet to several streams, as {@link Lane#broadcast} does.
     *
     * @param packet any buffer, which stays the caller's
     * @param streams where it goes, each at most once
     * @param refused takes the streams that have no room: nothing was written to them
     * @return how many streams have taken it
     */
    public int broadcast(
            ByteBuf packet,
            Iterable<? extends IoStream> streams,
            Consumer<? super IoStream> refused) {
        return lane.broadcast(packet, streams, refused);
    }

    /**
     * The tick's number.
     *
     * @return 0 for the loop's first tick, then one more for each
     */
    public long number() {
        return number;
    }

    /**
     * The tick clock: the only clock a deterministic system should look at.
     *
     * @return nanoseconds since the loop's first tick; at a fixed rate it steps by the period, else
     *     it is read once per tick
     */
    public long timeNanos() {
        return timeNanos;
    }

    /**
     * Random numbers that depend on the loop's seed, the lane and the tick only.
     *
     * @return a generator that starts anew each tick
     */
    public RandomGenerator random() {
        return random;
    }

    /**
     * Of a callback's tick: has something queued as soon as there is room, now or after later
     * deliveries of completions. What waits is tried in the order of the first attempts. For what
     * must not be lost, such as a CLOSE; a system has its own next tick for that.
     *
     * @param attempt queues and answers whether that is settled: true also if it is given up, as it
     *     must be where {@link IoIntentQueue#isOpen} is false. Called until it answers true
     * @throws IllegalStateException outside callbacks, or if 65536 attempts wait already
     */
    public void whenRoom(Predicate<? super TickContext> attempt) {
        Objects.requireNonNull(attempt, "attempt");
        if (lane.homeOfNewIntents() == lane) {
            throw new IllegalStateException(
                    "only callbacks wait for room, not lane " + lane.name());
        }
        lane.roomWaiters().run(this, attempt);
    }

    /** Asks the loop to stop, as {@link TickLoop#stop} does; in a parallel phase too. */
    public void stop() {
        lane.loop().stop();
    }

    /**
     * Whether the loop was told to stop before this tick began: the ticks that remain are for what
     * is unfinished.
     *
     * @return true from the tick on in which {@link TickSystem#stopping} is called
     */
    public boolean isStopping() {
        return shutdown > 0;
    }

    Lane lane() {
        return lane;
    }

    /** Whether the system is still to be told that the loop stops; from here on it was. */
    boolean takeTurnToStop() {
        boolean isDue = shutdown > 0 && shutdown != toldShutdown;
        toldShutdown = shutdown;
        return isDue;
    }

    void beginTick(long tickNumber, long tickTimeNanos, int shutdownNumber) {
        number = tickNumber;
        timeNanos = tickTimeNanos;
        shutdown = shutdownNumber;
        random.beginTick(tickNumber);
    }
}
