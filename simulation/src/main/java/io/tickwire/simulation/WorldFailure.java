package io.tickwire.simulation;

/**
 * Something failed in a simulated world. The message begins with the world's seed and with how
 * often each fault has struck; the cause is what was thrown.
 */
public final class WorldFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    /** The seed of the world, which reproduces the run. */
    private final long seed;

    WorldFailure(World world, Throwable cause) {
        super(world + ": " + cause, cause);
        seed = world.seed();
    }

    /**
     * The seed of the world, which reproduces the run.
     *
     * @return the seed
     */
    public long seed() {
        return seed;
    }
}
