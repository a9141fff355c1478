package io.tickwire.simulation;

import io.tickwire.watch.LoopClock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The world's clock and what is to happen by it. Time passes only when somebody asks for it. Events
 * happen in the order of their times, and those of one time in the order in which they were
 * planned. For one thread.
 */
final class VirtualTime implements LoopClock {
    /** Children of a node of the heap: four are fewer levels than two, and still one cache line. */
    private static final int CHILDREN = 4;

    private long nowNanos;
    private long planned;

    /** A heap: event i happens at {@code keys[2 * i]}, and {@code keys[2 * i + 1]} breaks ties. */
    private long[] keys = new long[128];

    private @Nullable Runnable[] events = new Runnable[64];
    private int count;
    private boolean isHappening;

    /** Whether the first place is free: its event happens now, and mostly plans another. */
    private boolean isFirstFree;

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
        long time = nowNanos + nanos < 0 ? Long.MAX_VALUE : nowNanos + nanos;
        if (isFirstFree) {
            isFirstFree = false;
            siftDown(time, planned++, event);
            return;
        }
        if (count == events.length) {
            keys = Arrays.copyOf(keys, 4 * count);
            events = Arrays.copyOf(events, 2 * count);
        }
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
        fillFirst();
        if (count == 0 || keys[0] > limitNanos) {
            return false;
        }
        nowNanos = Math.max(nowNanos, keys[0]);
        Runnable event = events[0];
        if (event == null) {
            throw new IllegalStateException("no event at " + nowNanos);
        }
        events[0] = null;
        isFirstFree = true;
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
        fillFirst();
        return count == 0 ? Long.MAX_VALUE : keys[0];
    }

    /** Moves the last event to the first place, if that is free. */
    private void fillFirst() {
        if (!isFirstFree) {
            return;
        }
        isFirstFree = false;
        count--;
        Runnable last = events[count];
        events[count] = null;
        if (count > 0 && last != null) {
            siftDown(keys[2 * count], keys[2 * count + 1], last);
        }
    }

    private void siftUp(int from, long time, long order, Runnable event) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (isBefore(parent, time, order)) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, time, order, event);
    }

    /** Puts an event into the free first place, or further down. */
    private void siftDown(long time, long order, Runnable event) {
        int place = 0;
        for (int child = 1; child < count; child = CHILDREN * place + 1) {
            int least = leastFrom(child);
            if (!isBefore(least, time, order)) {
                break;
            }
            move(least, place);
            place = least;
        }
        put(place, time, order, event);
    }

    private int leastFrom(int child) {
        int end = Math.min(child + CHILDREN, count);
        int least = child;
        for (int other = child + 1; other < end; other++) {
            if (isBefore(other, keys[2 * least], keys[2 * least + 1])) {
                least = other;
            }
        }
        return least;
    }

    private boolean isBefore(int place, long time, long order) {
        long own = keys[2 * place];
        return own < time || (own == time && keys[2 * place + 1] < order);
    }

    private void move(int from, int to) {
        keys[2 * to] = keys[2 * from];
        keys[2 * to + 1] = keys[2 * from + 1];
        events[to] = events[from];
    }

    private void put(int place, long time, long order, Runnable event) {
        keys[2 * place] = time;
        keys[2 * place + 1] = order;
        events[place] = event;
    }
}
