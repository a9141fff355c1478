package io.tickwire.spi;

import io.tickwire.BatchConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;

/**
 * What a program asked for and a transport cannot do: ignored with one log line and counted, or an
 * error where wishes are required. Belongs to the thread that uses the transport.
 */
public final class Wishes {
    private static final Logger LOGGER = System.getLogger(Wishes.class.getName());

    private final String transport;
    private final boolean isRequired;
    private final Set<String> refused = new HashSet<>();

    /**
     * Starts without a refused wish.
     *
     * @param transport the transport's name
     * @param batch says whether wishes are required
     */
    public Wishes(String transport, BatchConfig batch) {
        this.transport = transport;
        isRequired = batch.isRequired();
    }

    /**
     * Refuses a wish.
     *
     * @param wish what was asked for, by the option's name
     * @throws IOException with the wish, if wishes are required
     */
    public void refuse(String wish) throws IOException {
        if (isRequired) {
            throw new IOException(
                    "the " + transport + " transport cannot do " + wish + ", which is required");
        }
        if (refused.add(wish)) {
            LOGGER.log(Level.WARNING, "the {0} transport cannot do {1}: ignored", transport, wish);
        }
    }

    /**
     * Refuses what only a ring with a polling kernel thread has.
     *
     * @param batch the program's configuration
     * @throws IOException if it was asked for and wishes are required
     */
    public void refuseKernelPoll(BatchConfig batch) throws IOException {
        if (batch.kernelPoll()) {
            refuse("kernelPoll (SQPOLL)");
        }
        if (batch.sqThreadCpu() >= 0) {
            refuse("sqThreadCpu (SQPOLL)");
        }
    }

    /**
     * How many different wishes were ignored.
     *
     * @return a count
     */
    public int ignored() {
        return refused.size();
    }
}
