package io.tickwire.examples.selftest;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tickwire.examples.server.Example;
import io.tickwire.examples.server.ServerOptions;
import java.lang.management.ManagementFactory;

/** How much a self-test does, and what it needs. */
public final class SelfTestLimits {
    /** Measured messages of all connections together. */
    private static final int MESSAGES = 100_000;

    private static final int MESSAGES_PER_CONNECTION_MIN = 10;
    private static final int MESSAGES_PER_CONNECTION_MAX = 1_000;

    /** At a fixed rate a message takes up to a few ticks, so a slow loop gets fewer of them. */
    private static final double SECONDS_OF_TICKS = 5;

    /** What the Java process and the loop hold besides the connections. */
    private static final int OTHER_DESCRIPTORS = 32;

    private SelfTestLimits() {}

    /** Measured messages of one echo connection. */
    static int messages(ServerOptions options) {
        int messages =
                Math.min(
                        Math.max(
                                MESSAGES / options.selfTestConnections(),
                                MESSAGES_PER_CONNECTION_MIN),
                        MESSAGES_PER_CONNECTION_MAX);
        if (options.hertz() == ServerOptions.READY) {
            return messages;
        }
        double ticks = options.hertz() * SECONDS_OF_TICKS;
        double share = (double) DatagramClient.IN_FLIGHT_MAX / options.selfTestConnections();
        double turns = options.isDatagram() ? ticks * Math.min(1, share) : ticks;
        return (int) Math.min(messages, 1 + turns);
    }

    /**
     * Checks that the process may open both ends of every connection.
     *
     * @param example what is to be tested
     * @param connections how many there will be
     * @throws IllegalStateException with both numbers if it may not
     */
    public static void checkDescriptors(Example example, int connections) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os) {
            long free = os.getMaxFileDescriptorCount() - os.getOpenFileDescriptorCount();
            int open =
                    example == Example.ECHO
                            ? connections
                            : Math.min(connections, SelfTestClient.OPENING_MAX);
            long needed = 2L * open + OTHER_DESCRIPTORS;
            if (needed > free) {
                throw new IllegalStateException(
                        String.format(
                                "--self-test %d needs %d file descriptors, but the process can open"
                                        + " only %d more: raise its limit (ulimit -n %d) or test"
                                        + " fewer connections",
                                connections,
                                needed,
                                free,
                                os.getOpenFileDescriptorCount() + needed));
            }
        }
    }
}
