package io.tickwire.recipes;

import io.tickwire.Mailbox;
import io.tickwire.TickLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Resolves host names off the tick, by the Java runtime's resolver ({@link
 * InetAddress#getAllByName}) on one daemon thread that runs while there is work. Results come
 * through a {@link Mailbox}: they are shown at INTAKE, in the order of the requests.
 *
 * <p>Bounded by its capacity, from a request to the poll of its result. Belongs to the loop's
 * thread, and ends with the loop; a lookup in progress cannot be interrupted, and its thread ends
 * after it.
 */
public final class NameResolver {
    /** What {@link #resolve} answers when it has as many requests as it may. */
    public static final long FULL = -1;

    /** The longest name in characters (RFC 1035, section 2.3.4). */
    private static final int NAME_MAX = 255;

    private static final long THREAD_IDLE_SECONDS = 1;

    /** Where addresses come from. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final int capacity;
    private final Lookup lookup;
    private final Mailbox<Resolution> results;
    private final ThreadPoolExecutor thread;
    private int outstanding;
    private long nextId;

    /**
     * Makes a resolver for a loop. Before the first tick on any one thread, then on the loop's.
     *
     * @param loop the loop
     * @param capacity the most requests whose results are not polled yet, 1 to 1048576
     * @throws IllegalArgumentException for another capacity
     * @throws IllegalStateException if the loop is closed, or another thread's, or has 1024
     *     mailboxes
     */
    public NameResolver(TickLoop loop, int capacity) {
        this(loop, capacity, InetAddress::getAllByName);
    }

    NameResolver(TickLoop loop, int capacity, Lookup lookup) {
        this.capacity = capacity;
        this.lookup = lookup;
        results = loop.mailbox(new ResolutionCodec(), capacity);
        thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        THREAD_IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(capacity),
                        NameResolver::daemon);
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks for the addresses of a host.
     *
     * @param host a name or a literal address, 1 to 255 characters
     * @return the request's id, 0 for the first, then one more for each; {@link #FULL} if as many
     *     results as the capacity are not polled yet
     * @throws IllegalArgumentException for a name that is too long or empty
     * @throws IllegalStateException if the loop is closed, or another thread's
     */
    public long resolve(String host) {
        results.checkAccess();
        if (host.isEmpty() || host.length() > NAME_MAX) {
            throw new IllegalArgumentException("a host's name of " + host.length() + " characters");
        }
        if (outstanding == capacity) {
            return FULL;
        }
        long id = nextId;
        thread.execute(() -> answer(id, host));
        nextId++;
        outstanding++;
        return id;
    }

    /**
     * Takes the next result that had come at INTAKE.
     *
     * @return the result, or null if there is none
     * @throws IllegalStateException if the loop is closed, or another thread's
     */
    public @Nullable Resolution poll() {
        Resolution result = results.poll();
        if (result != null) {
            outstanding--;
        }
        return result;
    }

    /** On the resolver's thread. There is room for the result: requests are bounded by it. */
    private void answer(long id, String host) {
        Resolution result = look(id, host);
        try {
            if (!results.offer(result)) {
                throw new AssertionError("no room for " + result);
            }
        } catch (IllegalStateException e) {
            // The loop is closed: nobody waits for the result.
            thread.shutdownNow();
        }
    }

    private Resolution look(long id, String host) {
        try {
            return new Resolution(id, host, List.of(lookup.addresses(host)), "");
        } catch (UnknownHostException e) {
            return new Resolution(id, host, List.of(), "unknown host: " + e.getMessage());
        } catch (Throwable e) {
            return new Resolution(id, host, List.of(), e.toString());
        }
    }

    private static Thread daemon(Runnable work) {
        Thread made = new Thread(work, "tickwire-names");
        made.setDaemon(true);
        return made;
    }
}
