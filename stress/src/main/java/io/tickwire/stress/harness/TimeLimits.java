package io.tickwire.stress.harness;

import java.time.Duration;

/**
 * How long the suite waits for what should end soon. Reaching a limit is a failure, never a
 * measurement. A machine that is much slower than others, an emulated one for instance, has its
 * limits multiplied by the whole number in the system property {@value #SLOWNESS_PROPERTY}. Any
 * thread may ask.
 */
public final class TimeLimits {
    /** The system property with the factor: 1 to 1000, and 1 without it. */
    public static final String SLOWNESS_PROPERTY = "tickwire.tck.slowness";

    private static final int SLOWNESS_MAX = 1_000;
    private static final int SLOWNESS = slowness(System.getProperty(SLOWNESS_PROPERTY, "1"));

    private TimeLimits() {}

    /**
     * A limit for this machine.
     *
     * @param seconds the limit for a usual machine, at least 1
     * @return the limit times the factor
     */
    public static Duration ofSeconds(long seconds) {
        return Duration.ofSeconds(Math.multiplyExact(seconds, (long) SLOWNESS));
    }

    /** How often to look for something at the same distance. */
    public static int attempts(int usual) {
        return Math.multiplyExact(usual, SLOWNESS);
    }

    /**
     * Reads the factor.
     *
     * @throws IllegalArgumentException if it is no number from 1 to 1000
     */
    public static int slowness(String text) {
        int factor = 0;
        try {
            factor = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            // Falls out of the range below.
        }
        if (factor < 1 || factor > SLOWNESS_MAX) {
            throw new IllegalArgumentException(
                    SLOWNESS_PROPERTY + " is \"" + text + "\", not a number from 1 to 1000");
        }
        return factor;
    }
}
