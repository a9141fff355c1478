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
     * @throws RefusedWishException with the wish, if wishes are required
     */
    public void refuse(String wish) throws IOException {
        if (isRequired) {
            throw required(wish);
        }
        note(wish, wish);
    }

    /**
     * Refuses a socket option. Told once for each option, even where that is an error, since a
     * CONNECT has no words of its own.
     *
     * @param option its name
     * @param value what was asked for
     * @throws RefusedWishException with both, if wishes are required
     */
    public void refuse(String option, Object value) throws IOException {
        String wish = option + "=" + value;
        note(option, wish);
        if (isRequired) {
            throw required(wish);
        }
    }

    private void note(String option, String wish) {
        if (refused.add(option)) {
            String end = isRequired ? ": refused" : ": ignored";
            LOGGER.log(Level.WARNING, "the " + transport + " transport cannot do " + wish + end);
        }
    }

    private RefusedWishException required(String wish) {
        return new RefusedWishException(
                "the " + transport + " transport cannot do " + wish + ", which is required");
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
        return isRequired ? 0 : refused.size();
    }
}
