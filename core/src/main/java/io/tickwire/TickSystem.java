package io.tickwire;

/** User code that runs in one phase of each tick. */
@FunctionalInterface
public interface TickSystem {
    /**
     * Called once by {@code build()}, in registration order, before any tick.
     *
     * @param setup opens listeners
     */
    default void setUp(SystemSetup setup) {}

    /**
     * Called once after the loop was told to {@linkplain TickLoop#stop stop}: behind {@link #run},
     * in the first tick that begins after that. The place to queue what is to be done at the end,
     * such as last messages and a save. Ticks go on as before, with {@code run}, callbacks and
     * inboxes, until nothing is unfinished: no operation on a file, no send and no close, whoever
     * has queued it and in whatever tick. Accepts, connects, receives, polls and timeouts are not
     * waited for, and nothing is beyond {@link BatchConfig#shutdownLimit}. What this throws goes to
     * the loop's {@link ErrorPolicy}.
     *
     * @param tick this system's view of the tick, as {@code run} has had it
     */
    default void stopping(TickContext tick) {}

    /**
     * Called once when the loop is closed or has failed, in reverse registration order, if {@link
     * #setUp} had returned. Every intent has had its last completion by then: the place to release
     * buffers that the system owns.
     */
    default void tearDown() {}

    /**
     * Called once per tick, on the loop's thread or, in a {@linkplain PhaseBuilder#parallel
     * parallel} phase, on one of its executor's: looks at completions and queues intents. What it
     * throws goes to the loop's {@link ErrorPolicy}.
     *
     * @param tick this system's view of the tick
     */
    void run(TickContext tick);
}
