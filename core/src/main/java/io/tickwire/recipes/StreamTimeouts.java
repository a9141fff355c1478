package io.tickwire.recipes;

import io.tickwire.IoStream;
import io.tickwire.TickContext;
import io.tickwire.internal.Nanos;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One time limit for many streams, on the tick clock. An idle timeout is {@linkplain #touch
 * touched} at each receive; a login timeout is only started, and stopped after the login.
 *
 * <pre>{@code
 * StreamTimeouts idle = new StreamTimeouts(Duration.ofSeconds(30));
 * idle.start(accepted.stream(), tick.timeNanos());   // when a connection came
 * idle.touch(received.stream(), tick.timeNanos());   // when data came
 * idle.expire(tick, stream -> tick.intents().queue(tick.request().abort(stream))); // once a tick
 * }</pre>
 *
 * <p>Each call takes constant time, {@link #expire} for each stream that it forgets. Only {@link
 * #start} allocates. Holds the streams that were started and neither stopped nor expired; one that
 * was closed is forgotten when its time is over. For one thread at a time.
 */
public final class StreamTimeouts {
    /** A stream's place in the list, which is in the order of the last touch. */
    private static final class Entry {
        final IoStream stream;
        long touchedNanos;
        @Nullable Entry before;
        @Nullable Entry after;

        Entry(IoStream stream) {
            this.stream = stream;
        }
    }

    private final long limitNanos;
    private final Map<IoStream, Entry> entries = new HashMap<>();
    private @Nullable Entry first;
    private @Nullable Entry last;
    private long latestNanos;

    /**
     * Makes timeouts of one limit, without a stream.
     *
     * @param limit how long after its last touch a stream expires; above zero
     * @throws IllegalArgumentException for another limit
     */
    public StreamTimeouts(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit: " + limit);
        }
        limitNanos = Nanos.of(limit);
    }

    /**
     * Starts a stream's time, or starts it anew.
     *
     * @param stream the stream
     * @param timeNanos {@link TickContext#timeNanos()}
     * @throws IllegalArgumentException for a time before that of an earlier call
     */
    public void start(IoStream stream, long timeNanos) {
        Objects.requireNonNull(stream, "stream");
        if (!touch(stream, timeNanos)) {
            Entry entry = new Entry(stream);
            entries.put(stream, entry);
            append(entry, timeNanos);
        }
    }

    /**
     * Starts the time of a stream anew if it runs.
     *
     * @param stream the stream
     * @param timeNanos {@link TickContext#timeNanos()}
     * @return false if no time runs for the stream: nothing has changed
     * @throws IllegalArgumentException for a time before that of an earlier call
     */
    public boolean touch(IoStream stream, long timeNanos) {
        advance(timeNanos);
        Entry entry = entries.get(stream);
        if (entry == null) {
            return false;
        }
        unlink(entry);
        append(entry, timeNanos);
        return true;
    }

    /**
     * Forgets a stream.
     *
     * @param stream the stream
     * @return false if no time ran for it
     */
    public boolean stop(IoStream stream) {
        Entry entry = entries.remove(stream);
        if (entry == null) {
            return false;
        }
        unlink(entry);
        return true;
    }

    /**
     * Forgets every stream whose time is over and hands on those that are open, in the order of
     * their last touch.
     *
     * @param tick the tick that runs
     * @param expired takes the streams, and may start, touch and stop; what it throws is passed on,
     *     and the streams that it has not seen stay
     * @return how many streams were handed on
     */
    public int expire(TickContext tick, Consumer<? super IoStream> expired) {
        return expire(tick.timeNanos(), expired);
    }

    /**
     * How many streams have their time running, closed ones included.
     *
     * @return a count
     */
    public int size() {
        return entries.size();
    }

    int expire(long nowNanos, Consumer<? super IoStream> expired) {
        Objects.requireNonNull(expired, "expired");
        advance(nowNanos);
        int count = 0;
        for (Entry due = first; due != null && isOver(due, nowNanos); due = first) {
            entries.remove(due.stream);
            unlink(due);
            if (due.stream.isOpen()) {
                count++;
                expired.accept(due.stream);
            }
        }
        return count;
    }

    private boolean isOver(Entry entry, long nowNanos) {
        return nowNanos - entry.touchedNanos >= limitNanos;
    }

    /** The list is in order because times never go back. */
    private void advance(long timeNanos) {
        if (timeNanos < latestNanos) {
            throw new IllegalArgumentException("time " + timeNanos + " is before " + latestNanos);
        }
        latestNanos = timeNanos;
    }

    private void append(Entry entry, long timeNanos) {
        Entry tail = last;
        entry.touchedNanos = timeNanos;
        entry.before = tail;
        entry.after = null;
        if (tail == null) {
            first = entry;
        } else {
            tail.after = entry;
        }
        last = entry;
    }

    private void unlink(Entry entry) {
        Entry before = entry.before;
        Entry after = entry.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
    }
}
