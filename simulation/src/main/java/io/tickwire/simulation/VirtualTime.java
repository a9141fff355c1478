package io.tickwire.simulation;

import io.tickwire.spi.LoopClock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The world's clock and what is to happen by it. Time passes only when somebody asks for it. Events
 * happen in the order of their times, and those of one time in the order in which they were
 * planned. For one thread.
 */
final class VirtualTime implements LoopClock {
    private long nowNanos;
    private long planned;

    /** A binary heap: event i is at {@code times[i]}, and {@code orders[i]} breaks ties. */
    private long[] times = new long[64];

    private long[] orders = new long[64];
    private @Nullable Runnable[] events = new Runnable[64];
    private int count;
    private boolean isHappening;

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    /** A loop that sleeps lets the world go on. */
    @Override
    public void park(long nanos) {
        advance(nanos);
    }

    /** Has something happen after a while; 0 is as soon as time is asked for again. */
    void after(long nanos, Runnable event) {
        if (nanos < 0) {
            throw new IllegalArgumentException("nanos: " + nanos);
        }
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
            orders = Arrays.copyOf(orders, 2 * count);
            events = Arrays.copyOf(events, 2 * count);
        }
        long time = nowNanos + nanos < 0 ? Long.MAX_VALUE : nowNanos + nanos;
        siftUp(count++, time, planned++, event);
    }

    /**
     * Lets time pass, with all that happens meanwhile.
     *
     * @throws IllegalStateException within an event
     */
    void advance(long nanos) {
        if (isHappening) {
            throw new IllegalStateException("time cannot pass within an event");
        }
        long end = nowNanos + nanos < 0 ? Long.MAX_VALUE : nowNanos + nanos;
        while (advanceToEvent(end)) {
            // Everything due happens in there.
        }
        nowNanos = Math.max(nowNanos, end);
    }

    /**
     * Lets one event happen, the next one, and time pass until then.
     *
     * @param limitNanos the latest time
     * @return false if there is no event up to then: time has not changed
     */
    boolean advanceToEvent(long limitNanos) {
        if (count == 0 || times[0] > limitNanos) {
            return false;
        }
        nowNanos = Math.max(nowNanos, times[0]);
        Runnable event = takeFirst();
        isHappening = true;
        try {
            event.run();
        } finally {
            isHappening = false;
        }
        return true;
    }

    /** When the next event happens, or {@link Long#MAX_VALUE}. */
    long nextEventNanos() {
        return count == 0 ? Long.MAX_VALUE : times[0];
    }

    private Runnable takeFirst() {
        Runnable first = events[0];
        count--;
        long time = times[count];
        long order = orders[count];
        Runnable last = events[count];
        events[count] = null;
        if (count > 0 && last != null) {
            siftDown(time, order, last);
        }
        if (first == null) {
            throw new IllegalStateException("no event at " + nowNanos);
        }
        return first;
    }

    private void siftUp(int from, long time, long order, Runnable event) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (isBefore(parent, time, order)) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, time, order, event);
    }

    private void siftDown(long time, long order, Runnable event) {
        int place = 0;
        for (int child = 1; child < count; child = 2 * place + 1) {
            if (child + 1 < count && isBefore(child + 1, times[child], orders[child])) {
                child++;
            }
            if (!isBefore(child, time, order)) {
                break;
            }
            move(child, place);
            place = child;
        }
        put(place, time, order, event);
    }

    private boolean isBefore(int place, long time, long order) {
        return times[place] < time || (times[place] == time && orders[place] < order);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        events[to] = events[from];
    }

    private void put(int place, long time, long order, Runnable event) {
        times[place] = time;
        orders[place] = order;
        events[place] = event;
    }
}
